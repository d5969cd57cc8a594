package io.posthorn.storage.redis;

import io.posthorn.message.MessageId;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Amendment;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Sweep.Kind;
import io.posthorn.storage.Swept;
import io.posthorn.storage.Weight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** change and sweep. */
final class Changing {
  private final Calls calls;

  Changing(Calls calls) {
    this.calls = calls;
  }

  CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    Packer arguments = calls.arguments(1).array(changes.size());
    var contents = new ArrayList<byte[]>();
    for (Change change : changes) {
      pack(arguments, change);
      add(contents, change.amendment());
      add(contents, change.expected());
    }
    return calls.call(
        Verb.CHANGE,
        queue,
        arguments,
        contents,
        reply -> {
          Unpacker in = reply.values;
          var results = new ArrayList<ChangeResult>();
          for (int left = in.array(); left > 0; left--) {
            results.add(ChangeResult.values()[in.integer()]);
          }
          reply.heard(queue);
          return results;
        });
  }

  private static void pack(Packer out, Change change) {
    out.array(6);
    MessageRef message = change.message();
    MessageId id = message.id();
    if (id == null) {
      out.none().text(message.key());
    } else {
      out.number(id.incarnation()).number(id.sequence());
    }
    Instant visibleAt = change.visibleAt();
    out.number(change.kind().ordinal())
        .optional(visibleAt == null ? null : (Long) visibleAt.toEpochMilli());
    Amendment amendment = change.amendment();
    if (amendment == null) {
      out.none();
    } else {
      // Its key, which the script adds, does not change.
      out.array(4)
          .number(amendment.body().size())
          .number(weight(amendment))
          .flag(Content.repeats(amendment.task()));
      Content.packRetry(out, amendment.task());
    }
    out.flag(change.expected() != null);
  }

  private static void add(List<byte[]> contents, @Nullable Amendment amendment) {
    if (amendment != null) {
      contents.add(
          Content.encode(
              amendment.body(), amendment.contentType(), amendment.task(), amendment.trace()));
    }
  }

  private static long weight(Amendment amendment) {
    return Weight.of(
        amendment.body(), amendment.contentType(), null, amendment.task(), amendment.trace());
  }

  CompletableFuture<Swept> sweep(QueueName queue, Sweep sweep) {
    Instant since = sweep.since();
    Packer arguments =
        calls
            .arguments(5)
            .number(sweep.kind().ordinal())
            .number(sweep.limit())
            .text(sweep.reason())
            .optional(since == null ? null : (Long) since.toEpochMilli())
            .number(sweep.from());
    return calls.call(
        sweep.kind() == Kind.EXPIRE ? Verb.EXPIRE : Verb.SWEEP,
        queue,
        arguments,
        List.of(),
        reply -> {
          long count = reply.values.number();
          long next = reply.values.number();
          reply.heard(queue, sweep.kind() == Kind.EXPIRE ? By.RETENTION : By.PURGE);
          return new Swept(count, next);
        });
  }
}
