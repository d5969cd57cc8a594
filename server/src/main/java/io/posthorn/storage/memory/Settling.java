package io.posthorn.storage.memory;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.Receipt;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The ends and extensions of leases. */
final class Settling {
  private static final SettleResult DIED = new SettleResult(Status.DEAD, null);

  private Settling() {}

  static SettleResult settle(@Nullable MemoryQueue queue, Settlement settlement, Turn turn) {
    Receipt receipt = settlement.receipt();
    if (queue == null || receipt.incarnation() != queue.incarnation) {
      return SettleResult.STALE;
    }
    Entry entry = queue.entries.get(receipt.sequence());
    if (entry == null
        || entry.place != Entry.Place.LEASED
        || entry.deliveries != receipt.deliveries()) {
      return SettleResult.STALE;
    }
    Long startsOverAt = entry.startsOverAt;
    if (startsOverAt != null && settlement.outcome() != Outcome.EXTEND) {
      return startOver(queue, entry, startsOverAt, settlement, turn);
    }
    return switch (settlement.outcome()) {
      case ACK -> {
        end(queue, entry, settlement, turn);
        queue.consume(entry, turn);
        queue.ackedTotal++;
        yield SettleResult.done(Instant.ofEpochMilli(entry.firstVisibleAt));
      }
      case RETRY -> retry(queue, entry, settlement, turn);
      case RELEASE -> {
        queue.move(entry, () -> entry.endLease(turn));
        queue.bounds.givenBack(turn);
        entry.attempt--;
        yield again(queue, entry, orElse(settlement.delay(), Duration.ZERO), turn);
      }
      case REPEAT -> repeat(queue, entry, settlement, turn);
      case EXTEND -> extend(queue, entry, settlement, turn);
      case DEAD_LETTER -> {
        end(queue, entry, settlement, turn);
        queue.bury(entry, settlement.reason() == null ? "rejected" : settlement.reason(), turn);
        yield DIED;
      }
    };
  }

  private static SettleResult retry(
      MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    end(queue, entry, settlement, turn);
    String spent = HandingOut.spent(queue, entry, turn);
    if (spent != null) {
      queue.bury(entry, spent, turn);
      return DIED;
    }
    RetryPolicy policy = queue.config().retryOf(entry.task);
    Duration pause = policy.delay(entry.attempt, settlement.jitter());
    return again(queue, entry, orElse(settlement.delay(), pause), turn);
  }

  private static SettleResult repeat(
      MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    record(queue, entry, settlement, turn);
    Run run = requireNonNull(settlement.run());
    SettleResult result = waitOnWall(queue, entry, run.scheduledAt().toEpochMilli(), turn);
    if (entry.repeats()) {
      entry.run = new Run(run.number(), Instant.ofEpochMilli(entry.visibleAt));
    }
    return result;
  }

  /** Whatever {@code settlement} asks for, the message was amended to wait for {@code at}. */
  private static SettleResult startOver(
      MemoryQueue queue, Entry entry, long at, Settlement settlement, Turn turn) {
    switch (settlement.outcome()) {
      case RELEASE -> queue.bounds.givenBack(turn);
      case ACK -> {
        record(queue, entry, settlement, turn);
        queue.ackedTotal++;
      }
      default -> record(queue, entry, settlement, turn);
    }
    return waitOnWall(queue, entry, at, turn);
  }

  private static SettleResult waitOnWall(MemoryQueue queue, Entry entry, long at, Turn turn) {
    queue.move(entry, () -> entry.startOver(at));
    turn.visible(queue.name, entry.readyAt(turn));
    return new SettleResult(Status.SETTLED, Instant.ofEpochMilli(at));
  }

  private static SettleResult extend(
      MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    long until = turn.elapsed + orElse(settlement.lease(), queue.config().lease()).toMillis();
    queue.move(entry, () -> entry.visibleAt = until);
    turn.visible(queue.name, until);
    return new SettleResult(Status.SETTLED, Instant.ofEpochMilli(until));
  }

  private static void end(MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    record(queue, entry, settlement, turn);
    queue.move(entry, () -> entry.endLease(turn));
  }

  private static void record(MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    entry.record(
        turn.elapsed,
        settlement.outcome().label(),
        settlement.reason(),
        settlement.report(),
        queue.config().push().history());
  }

  private static SettleResult again(MemoryQueue queue, Entry entry, Duration delay, Turn turn) {
    long at = turn.elapsed + delay.toMillis();
    queue.move(entry, () -> entry.visibleAt = at);
    turn.visible(queue.name, at);
    return new SettleResult(Status.SETTLED, Instant.ofEpochMilli(at));
  }

  private static Duration orElse(@Nullable Duration given, Duration otherwise) {
    return given == null ? otherwise : given;
  }
}
