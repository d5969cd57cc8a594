package io.posthorn.storage.redis;

import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.message.Run;
import io.posthorn.message.Task;
import io.posthorn.storage.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** putBack. */
final class PuttingBack {
  private final Calls calls;

  PuttingBack(Calls calls) {
    this.calls = calls;
  }

  CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    Packer arguments = calls.arguments(1).array(messages.size());
    var contents = new ArrayList<byte[]>();
    for (Message m : messages) {
      pack(arguments, m);
      contents.add(Content.encode(m.body(), m.contentType(), m.task(), m.trace()));
    }
    return calls.call(
        Verb.PUT_BACK,
        queue,
        arguments,
        contents,
        reply -> {
          boolean there = reply.values.flag();
          reply.heard(queue);
          return there;
        });
  }

  private static void pack(Packer out, Message m) {
    Task task = m.task();
    Run run = m.run();
    out.array(14)
        .number(m.id().incarnation())
        .number(m.sequence())
        .text(m.key())
        .number(m.enqueuedAt().toEpochMilli())
        .number(m.visibleAt().toEpochMilli())
        .millis(m.ttl())
        .number(m.attempt())
        .number(m.deliveries())
        .optional(run == null ? null : (Long) run.number())
        .optional(run == null ? null : (Long) run.scheduledAt().toEpochMilli())
        .number(m.body().size())
        .number(Weight.of(m.body(), m.contentType(), m.key(), task, m.trace()));
    Content.packRetry(out, task);
    out.flag(Content.repeats(task));
  }
}
