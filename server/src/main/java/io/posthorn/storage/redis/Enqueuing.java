package io.posthorn.storage.redis;

import io.posthorn.message.Body;
import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.Weight;
import io.posthorn.storage.redis.Calls.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * enqueue. What concerns one queue is one script. With {@link Atomicity#ALL} over several queues it
 * is one script over all of them, but in a Cluster, where they live in different slots: there every
 * queue judges first, and only when none refuses anything does every queue store, the last one once
 * all others have. Somebody else may fill a queue, or take a key, in between, and a part of the
 * Cluster may fail; then the other queues have stored theirs, the last one excepted.
 */
final class Enqueuing {
  /** What a script says of one message. */
  private record Judged(
      Status status, long sequence, long position, @Nullable Instant visibleAt, boolean fresh) {}

  /** What a script says of one queue's messages; null incarnation: there is no such queue. */
  private record Outcome(@Nullable Long incarnation, List<Judged> judged, boolean spoiled) {
    boolean refused() {
      return incarnation == null
          || judged.stream()
              .anyMatch(j -> j.status() != Status.ENQUEUED && j.status() != Status.DUPLICATE);
    }

    /** What was judged and, because of others, not stored. */
    Outcome withOthers() {
      return new Outcome(incarnation, judged, true);
    }

    EnqueueResult result(int i, boolean spoils) {
      if (incarnation == null) {
        return EnqueueResult.refused(Status.QUEUE_MISSING);
      }
      Judged j = judged.get(i);
      boolean lost = spoils && j.fresh();
      MessageId id = j.sequence() == 0 ? null : new MessageId(incarnation, j.sequence());
      return switch (j.status()) {
        case ENQUEUED, DUPLICATE ->
            lost
                ? EnqueueResult.refused(Status.REFUSED_WITH_OTHERS)
                : new EnqueueResult(j.status(), id, j.position(), j.visibleAt());
        case KEY_CONFLICT ->
            lost
                ? EnqueueResult.refused(Status.KEY_CONFLICT)
                : new EnqueueResult(Status.KEY_CONFLICT, id, 0, null);
        default -> EnqueueResult.refused(j.status());
      };
    }
  }

  private final Calls calls;
  private final Atomicity atomicity;

  /** The messages of each queue, and where they stand in the request. */
  private final Map<QueueName, List<NewMessage>> messages = new LinkedHashMap<>();

  private final Map<QueueName, List<Integer>> places = new LinkedHashMap<>();
  private int count;

  Enqueuing(Calls calls, List<Enqueue> groups, Atomicity atomicity) {
    this.calls = calls;
    this.atomicity = atomicity;
    for (Enqueue group : groups) {
      for (NewMessage message : group.messages()) {
        messages.computeIfAbsent(group.queue(), queue -> new ArrayList<>()).add(message);
        places.computeIfAbsent(group.queue(), queue -> new ArrayList<>()).add(count++);
      }
    }
  }

  CompletableFuture<List<EnqueueResult>> run() {
    List<QueueName> queues = List.copyOf(messages.keySet());
    if (queues.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    if (atomicity != Atomicity.ALL || queues.size() == 1) {
      return each(queues, false).thenApply(outcomes -> results(queues, outcomes, false));
    }
    if (!calls.link().cluster()) {
      return script(queues, false).thenApply(outcomes -> results(queues, outcomes, false));
    }
    return each(queues, true)
        .thenCompose(
            judged ->
                judged.stream().anyMatch(Outcome::refused)
                    ? CompletableFuture.completedFuture(results(queues, judged, true))
                    : lastAfterOthers(queues, judged)
                        .thenApply(outcomes -> results(queues, outcomes, false)));
  }

  /** The last queue may tell what the others hold, so it must not be ahead of them. */
  private CompletableFuture<List<Outcome>> lastAfterOthers(
      List<QueueName> queues, List<Outcome> judged) {
    int last = queues.size() - 1;
    return each(queues.subList(0, last), false)
        .thenCompose(
            others -> {
              CompletableFuture<List<Outcome>> end =
                  others.stream().anyMatch(Outcome::refused)
                      ? CompletableFuture.completedFuture(List.of(judged.get(last).withOthers()))
                      : script(queues.subList(last, last + 1), false);
              return end.thenApply(
                  outcome -> Stream.concat(others.stream(), outcome.stream()).toList());
            });
  }

  private CompletableFuture<List<Outcome>> each(List<QueueName> queues, boolean judgeOnly) {
    List<CompletableFuture<List<Outcome>>> parts =
        queues.stream().map(queue -> script(List.of(queue), judgeOnly)).toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> parts.stream().map(part -> part.join().get(0)).toList());
  }

  private CompletableFuture<List<Outcome>> script(List<QueueName> queues, boolean judgeOnly) {
    Packer arguments = calls.arguments(3).number(atomicity.ordinal()).flag(judgeOnly);
    arguments.array(queues.size());
    var keys = new byte[QueueKeys.count() * queues.size()][];
    var contents = new ArrayList<byte[]>();
    for (int i = 0; i < queues.size(); i++) {
      QueueName queue = queues.get(i);
      System.arraycopy(QueueKeys.of(queue), 0, keys, i * QueueKeys.count(), QueueKeys.count());
      List<NewMessage> own = messages.getOrDefault(queue, List.of());
      arguments.array(own.size());
      for (NewMessage message : own) {
        pack(arguments, message);
        contents.add(Content.encode(message.body(), message.contentType(), message.task()));
      }
    }
    return calls.call(Verb.ENQUEUE, keys, arguments, contents, reply -> outcomes(reply, queues));
  }

  private static void pack(Packer out, NewMessage m) {
    Task task = m.task();
    out.array(12).millis(m.delay());
    Instant visibleAt = m.visibleAt();
    out.optional(visibleAt == null ? null : (Long) visibleAt.toEpochMilli())
        .millis(m.ttl())
        .text(m.key())
        .text(m.deduplicationId());
    if (m.deduplicationId() == null) {
      out.none();
    } else {
      out.bytes(fingerprint(m.body()));
    }
    out.number(m.body().size())
        .number(Weight.of(m.body(), m.contentType(), m.key(), task))
        .flag(Content.repeats(task));
    Content.packRetry(out, task);
    out.flag(task != null).flag(task != null && task.url() != null);
  }

  /** Half a SHA-256: enough that two bodies under one id that differ are found to. */
  private static byte[] fingerprint(Body body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.bytes());
      return Arrays.copyOf(digest, digest.length / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Outcome> outcomes(Reply reply, List<QueueName> queues) {
    Unpacker in = reply.values;
    in.array();
    var outcomes = new ArrayList<Outcome>();
    for (QueueName queue : queues) {
      if (in.absent()) {
        outcomes.add(new Outcome(null, List.of(), false));
        continue;
      }
      in.array();
      int results = in.array();
      var judged = new ArrayList<Judged>(results);
      for (int i = 0; i < results; i++) {
        in.array();
        Status status = Status.values()[in.integer()];
        long sequence = in.absent() ? 0 : in.number();
        judged.add(new Judged(status, sequence, in.number(), in.instant(), in.flag()));
      }
      long incarnation = in.number();
      outcomes.add(new Outcome(incarnation, judged, in.flag()));
      reply.heard(queue);
    }
    return outcomes;
  }

  private List<EnqueueResult> results(
      List<QueueName> queues, List<Outcome> outcomes, boolean nothingStored) {
    var results = new EnqueueResult[count];
    for (int q = 0; q < queues.size(); q++) {
      Outcome outcome = outcomes.get(q);
      List<Integer> own = places.getOrDefault(queues.get(q), List.of());
      for (int i = 0; i < own.size(); i++) {
        results[own.get(i)] = outcome.result(i, nothingStored || outcome.spoiled());
      }
    }
    return List.of(results);
  }
}
