package io.posthorn.storage.redis;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.redis.EnqueueScript.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * enqueue. What concerns one queue is one batch, grouped with others. With {@link Atomicity#ALL}
 * over several queues it is one script over all of them, but in a Cluster, where they live in
 * different slots: there every queue judges first, and only when none refuses anything does every
 * queue store, the last one once all others have. Somebody else may fill a queue, or take a key, in
 * between, and a part of the Cluster may fail; then the other queues have stored theirs, the last
 * one excepted.
 */
final class Enqueuing {
  private final EnqueueScript script;
  private final Grouping<Batch, Stored> grouping;
  private final boolean cluster;

  Enqueuing(EnqueueScript script, Backlog backlog, boolean cluster) {
    this.script = script;
    this.grouping = new Grouping<>(backlog, script);
    this.cluster = cluster;
  }

  CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity) {
    if (groups.size() == 1 && !groups.get(0).messages().isEmpty()) {
      Enqueue only = groups.get(0);
      return store(only.queue(), only.messages(), atomicity)
          .thenApply(stored -> stored.results(only.messages().size(), false));
    }
    var messages = new LinkedHashMap<QueueName, List<NewMessage>>();
    for (Enqueue group : groups) {
      messages.computeIfAbsent(group.queue(), queue -> new ArrayList<>()).addAll(group.messages());
    }
    messages.values().removeIf(List::isEmpty);
    if (atomicity != Atomicity.ALL || messages.size() < 2) {
      return (cluster || messages.size() < 2 || isMuch(messages)
              ? each(messages, atomicity)
              : script.runEach(messages, atomicity != Atomicity.EACH))
          .thenApply(stored -> results(groups, messages, stored, false));
    }
    if (!cluster) {
      return script
          .runTogether(messages)
          .thenApply(stored -> results(groups, messages, stored, false));
    }
    return judge(messages)
        .thenCompose(
            judged ->
                judged.stream().anyMatch(Stored::refused)
                    ? CompletableFuture.completedFuture(results(groups, messages, judged, true))
                    : lastAfterOthers(messages, judged)
                        .thenApply(stored -> results(groups, messages, stored, false)));
  }

  /** The last queue may tell what the others hold, so it must not be ahead of them. */
  private CompletableFuture<List<Stored>> lastAfterOthers(
      Map<QueueName, List<NewMessage>> messages, List<Stored> judged) {
    int last = judged.size() - 1;
    QueueName queue = List.copyOf(messages.keySet()).get(last);
    var others = new LinkedHashMap<>(messages);
    List<NewMessage> own = requireNonNull(others.remove(queue));
    return each(others, Atomicity.ALL)
        .thenCompose(
            stored -> {
              CompletableFuture<Stored> end =
                  stored.stream().anyMatch(Stored::refused)
                      ? CompletableFuture.completedFuture(judged.get(last).withOthers())
                      : store(queue, own, Atomicity.ALL);
              return end.thenApply(
                  ending -> Stream.concat(stored.stream(), Stream.of(ending)).toList());
            });
  }

  private CompletableFuture<Stored> store(
      QueueName queue, List<NewMessage> messages, Atomicity atomicity) {
    return grouping.ask(queue, new Batch(messages, atomicity != Atomicity.EACH));
  }

  private CompletableFuture<List<Stored>> each(
      Map<QueueName, List<NewMessage>> messages, Atomicity atomicity) {
    var parts = new ArrayList<CompletableFuture<Stored>>();
    messages.forEach((queue, own) -> parts.add(store(queue, own, atomicity)));
    return all(parts);
  }

  private CompletableFuture<List<Stored>> judge(Map<QueueName, List<NewMessage>> messages) {
    var parts = new ArrayList<CompletableFuture<Stored>>();
    messages.forEach((queue, own) -> parts.add(script.judge(queue, own)));
    return all(parts);
  }

  /** Whether one script over all of it would hold Redis for long. */
  private static boolean isMuch(Map<QueueName, List<NewMessage>> messages) {
    long count = 0;
    long bytes = 0;
    for (List<NewMessage> own : messages.values()) {
      count += own.size();
      for (NewMessage message : own) {
        bytes += message.body().size();
      }
    }
    return count > Grouping.MOST_MESSAGES || bytes > Grouping.MOST_BYTES;
  }

  /** All answers. Where a part fails and another has stored, nobody may hear that nothing was. */
  private static CompletableFuture<List<Stored>> all(List<CompletableFuture<Stored>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .handle(
            (nothing, failure) -> {
              if (failure == null) {
                return parts.stream().map(CompletableFuture::join).toList();
              }
              Throwable cause = Calls.unwrap(failure);
              if (parts.stream()
                  .anyMatch(part -> !part.isCompletedExceptionally() && part.join().any())) {
                throw new StorageException(
                    Kind.OUTCOME_UNKNOWN,
                    "Some of the queues have stored it, others not: " + cause.getMessage(),
                    cause);
              }
              throw cause instanceof StorageException known
                  ? known
                  : new StorageException(Kind.FAILED, String.valueOf(cause.getMessage()), cause);
            });
  }

  /** Puts what became of each queue's messages into the order of the request. */
  private static List<EnqueueResult> results(
      List<Enqueue> groups,
      Map<QueueName, List<NewMessage>> messages,
      List<Stored> stored,
      boolean nothing) {
    var ofQueue = new HashMap<QueueName, Iterator<EnqueueResult>>();
    Iterator<Stored> next = stored.iterator();
    messages.forEach(
        (queue, own) -> ofQueue.put(queue, next.next().results(own.size(), nothing).iterator()));
    var results = new ArrayList<EnqueueResult>();
    for (Enqueue group : groups) {
      Iterator<EnqueueResult> own =
          ofQueue.getOrDefault(group.queue(), Collections.emptyIterator());
      group.messages().forEach(message -> results.add(own.next()));
    }
    return results;
  }
}
