package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link io.posthorn.storage.MessageStore#settle}. */
final class SettleCommand extends QueueCommand<List<SettleResult>> {
  private static final SettleResult DONE = new SettleResult(SettleResult.Status.SETTLED, null);
  private static final SettleResult DIED = new SettleResult(SettleResult.Status.DEAD, null);

  private final List<Settlement> settlements;

  SettleCommand(QueueName queue, List<Settlement> settlements) {
    super(queue);
    this.settlements = settlements;
  }

  @Override
  List<SettleResult> missing() {
    return Collections.nCopies(settlements.size(), SettleResult.STALE);
  }

  @Override
  List<SettleResult> run(Core core, QueueState state) {
    var results = new ArrayList<SettleResult>(settlements.size());
    for (Settlement settlement : settlements) {
      results.add(settle(core, state, settlement));
    }
    return results;
  }

  private SettleResult settle(Core core, QueueState state, Settlement settlement) {
    var receipt = settlement.receipt();
    long sequence = receipt.sequence();
    SideRecord side =
        receipt.incarnation() == state.incarnation() ? core.lookup.side(state, sequence) : null;
    if (side == null
        || side.status() != Status.LEASED
        || side.deliveries() != receipt.deliveries()) {
      return SettleResult.STALE;
    }
    MessageRecord message = core.lookup.message(state, sequence, side);
    core.lifecycle.readNames(state, message);
    long now = core.now();
    changed(core, state);
    core.lifecycle.unpark(state, sequence, side);
    return switch (settlement.outcome()) {
      case ACK -> {
        core.lifecycle.consume(state, sequence, ended(core, side, settlement), message, now);
        state.ackedTotal++;
        yield DONE;
      }
      case RETRY -> {
        SideRecord ended = ended(core, side, settlement);
        String spent = Expiry.spent(state, ended, now);
        if (spent != null) {
          core.lifecycle.die(state, sequence, ended, message, spent);
          yield DIED;
        }
        Duration pause = state.info.config().retry().delay(ended.attempt(), settlement.jitter());
        yield again(core, state, sequence, ended, or(settlement.delay(), pause));
      }
      case RELEASE -> {
        SideRecord untried = Expiry.ended(core, side).withAttempt(side.attempt() - 1);
        yield again(core, state, sequence, untried, or(settlement.delay(), Duration.ZERO));
      }
      case REPEAT -> throw new UnsupportedOperationException("not built yet");
      case EXTEND -> {
        long until = now + or(settlement.lease(), state.info.config().lease()).toMillis();
        core.lifecycle.park(
            state, sequence, side.as(Status.LEASED, Lane.ELAPSED, until, side.life()));
        visible(core, until);
        yield new SettleResult(SettleResult.Status.SETTLED, Instant.ofEpochMilli(until));
      }
      case DEAD_LETTER -> {
        String reason = settlement.reason() == null ? "rejected" : settlement.reason();
        core.lifecycle.die(state, sequence, ended(core, side, settlement), message, reason);
        yield DIED;
      }
    };
  }

  private static SideRecord ended(Core core, SideRecord side, Settlement settlement) {
    return Expiry.ended(
        core, side.attempted(core.now(), settlement.outcome().label(), settlement.reason()));
  }

  private SettleResult again(
      Core core, QueueState state, long sequence, SideRecord side, Duration delay) {
    long at = core.now() + delay.toMillis();
    core.lifecycle.park(state, sequence, side.as(Status.WAITING, Lane.ELAPSED, at, side.life()));
    visible(core, at);
    return new SettleResult(SettleResult.Status.SETTLED, Instant.ofEpochMilli(at));
  }

  private static Duration or(@Nullable Duration given, Duration otherwise) {
    return given == null ? otherwise : given;
  }
}
