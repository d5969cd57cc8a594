package io.posthorn.storage.memory;

import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The ends and extensions of leases. */
final class Settling {
  private static final SettleResult DONE = new SettleResult(Status.SETTLED, null);
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
    return switch (settlement.outcome()) {
      case ACK -> {
        end(queue, entry, settlement, turn);
        queue.consume(entry, turn);
        queue.ackedTotal++;
        yield DONE;
      }
      case RETRY -> retry(queue, entry, settlement, turn);
      case RELEASE -> {
        queue.move(entry, () -> entry.endLease(turn));
        entry.attempt--;
        yield again(queue, entry, orElse(settlement.delay(), Duration.ZERO), turn);
      }
      case REPEAT -> throw new UnsupportedOperationException("not built yet");
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
    Duration pause = queue.config().retry().delay(entry.attempt, settlement.jitter());
    return again(queue, entry, orElse(settlement.delay(), pause), turn);
  }

  private static SettleResult extend(
      MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    long until = turn.elapsed + orElse(settlement.lease(), queue.config().lease()).toMillis();
    queue.move(entry, () -> entry.visibleAt = until);
    turn.visible(queue.name, until);
    return new SettleResult(Status.SETTLED, Instant.ofEpochMilli(until));
  }

  private static void end(MemoryQueue queue, Entry entry, Settlement settlement, Turn turn) {
    entry.record(turn.elapsed, settlement.outcome().label(), settlement.reason());
    queue.move(entry, () -> entry.endLease(turn));
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
