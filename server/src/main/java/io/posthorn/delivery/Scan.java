package io.posthorn.delivery;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all queues. The first time it ends the leases that a dead process left, so that what
 * was in flight is delivered again at once; no queue has a turn before that. Then it goes round
 * slowly, to find what a lost hint has hidden. Belongs to the loop.
 */
final class Scan {
  private static final QueueName ANY = QueueName.ofLatin1("");
  private static final int PAGE = 100;

  /** Queues whose leases are ended at once. */
  private static final int OVERLAP = 16;

  private static final long STEP_MILLIS = 100;
  private static final long ROUND_MILLIS = 10_000;
  private static final long FAILURE_MILLIS = 1_000;

  private final Broker broker;
  private final Loop loop;
  private final PushQueues queues;
  private final Complaints complaints;
  private final int page;
  private boolean first = true;
  private boolean closed;
  private @Nullable QueueName cursor;
  private long roundBegan;

  Scan(Broker broker, Loop loop, PushQueues queues, Complaints complaints, int batch) {
    this.broker = broker;
    this.loop = loop;
    this.queues = queues;
    this.complaints = complaints;
    page = Math.min(PAGE, batch);
  }

  /** Begins the first round. */
  void start() {
    roundBegan = loop.now();
    step();
  }

  /** Ends it, after the step under way. */
  void close() {
    closed = true;
  }

  private void step() {
    if (closed) {
      return;
    }
    broker
        .listQueues(ANY, cursor, page)
        .thenCompose(this::prepared)
        .whenComplete(
            (found, failure) ->
                loop.execute(
                    () -> {
                      if (found == null) {
                        failed(failure);
                      } else {
                        passed(found);
                      }
                    }));
  }

  /** Ends the leases of a page, the first time. */
  private CompletableFuture<List<QueueInfo>> prepared(List<QueueInfo> found) {
    List<QueueName> push =
        found.stream()
            .filter(queue -> queue.config().mode() == QueueMode.PUSH)
            .map(QueueInfo::name)
            .toList();
    if (!first || push.isEmpty() || !broker.deliveries().exclusive()) {
      return CompletableFuture.completedFuture(found);
    }
    return broker
        .stats(push)
        .thenCompose(stats -> endLeases(leased(push, stats), 0))
        .thenApply(done -> found);
  }

  private static List<QueueName> leased(List<QueueName> names, List<Optional<QueueStats>> stats) {
    var leased = new ArrayList<QueueName>();
    for (int i = 0; i < names.size(); i++) {
      if (stats.get(i).filter(each -> each.leased() > 0).isPresent()) {
        leased.add(names.get(i));
      }
    }
    return leased;
  }

  private CompletableFuture<Void> endLeases(List<QueueName> names, int from) {
    int to = Math.min(from + OVERLAP, names.size());
    CompletableFuture<?>[] some =
        names.subList(from, to).stream().map(this::endLeases).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> done = CompletableFuture.allOf(some);
    return to == names.size() ? done : done.thenCompose(next -> endLeases(names, to));
  }

  private CompletableFuture<Long> endLeases(QueueName name) {
    return broker.deliveries().endLeases(name).exceptionally(this::unended);
  }

  /** Leases end by themselves, later: no reason to hold up this queue or the ones after it. */
  private Long unended(Throwable failure) {
    boolean deleted =
        Complaints.cause(failure) instanceof BrokerException known
            && known.code() == ErrorCode.QUEUE_NOT_FOUND;
    if (!deleted) {
      loop.execute(
          () -> complaints.tell("Leases that were left over could not be ended at once", failure));
    }
    return 0L;
  }

  private void failed(@Nullable Throwable failure) {
    complaints.tell(
        "Queues could not be listed",
        failure == null ? new IllegalStateException("no answer") : failure);
    loop.at(loop.now() + FAILURE_MILLIS, this::step);
  }

  private void passed(List<QueueInfo> found) {
    boolean last = found.size() < page;
    cursor = last ? null : found.get(found.size() - 1).name();
    if (first) {
      queues.passed(cursor);
    }
    for (QueueInfo queue : found) {
      if (queue.config().mode() == QueueMode.PUSH && !queue.paused()) {
        queues.hint(queue.name(), Instant.EPOCH);
      }
    }
    if (first && !last) {
      step();
      return;
    }
    first = false;
    loop.at(last ? nextRound() : loop.now() + STEP_MILLIS, this::step);
  }

  private long nextRound() {
    long next = Math.max(roundBegan + ROUND_MILLIS, loop.now() + STEP_MILLIS);
    roundBegan = next;
    return next;
  }
}
