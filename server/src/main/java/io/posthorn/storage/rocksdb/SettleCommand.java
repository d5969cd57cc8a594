package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Receipt;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.TokenBucket;
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
      Receipt receipt = settlement.receipt();
      SideRecord side =
          receipt.incarnation() == state.incarnation()
              ? core.lookup.side(state, receipt.sequence())
              : null;
      boolean stale =
          side == null
              || side.status() != Status.LEASED
              || side.tries().deliveries() != receipt.deliveries();
      results.add(
          stale || side == null ? SettleResult.STALE : settle(core, state, settlement, side));
    }
    RetentionSweep.trim(core, state);
    return results;
  }

  private SettleResult settle(Core core, QueueState state, Settlement settlement, SideRecord side) {
    long sequence = settlement.receipt().sequence();
    Long afterLease = side.course().afterLease();
    if (afterLease != null && settlement.outcome() != Outcome.EXTEND) {
      return startOver(core, state, settlement, side, afterLease);
    }
    return switch (settlement.outcome()) {
      case ACK -> {
        MessageRecord named = begin(core, state, sequence, side);
        core.lifecycle.consume(
            state, sequence, ended(core, state, side, settlement), named, core.now());
        state.ackedTotal++;
        yield SettleResult.done(Instant.ofEpochMilli(side.life().from()));
      }
      case RETRY -> retry(core, state, settlement, side);
      case RELEASE -> {
        begin(core, state, sequence, side);
        giveBack(core, state);
        Tries untried = side.tries().withAttempt(side.tries().attempt() - 1);
        SideRecord released = Expiry.ended(core, state, side).with(untried);
        yield again(core, state, sequence, released, or(settlement.delay(), Duration.ZERO));
      }
      case REPEAT -> repeat(core, state, settlement, side);
      case EXTEND -> extend(core, state, settlement, side);
      case DEAD_LETTER -> {
        MessageRecord named = begin(core, state, sequence, side);
        String reason = settlement.reason() == null ? "rejected" : settlement.reason();
        SideRecord ended = ended(core, state, side, settlement);
        core.lifecycle.die(state, sequence, ended, named, reason);
        yield DIED;
      }
    };
  }

  private SettleResult retry(Core core, QueueState state, Settlement settlement, SideRecord side) {
    long sequence = settlement.receipt().sequence();
    String spent = Expiry.spent(core, state, sequence, side);
    Duration pause =
        Expiry.retry(core, state, sequence, side)
            .delay(side.tries().attempt(), settlement.jitter());
    MessageRecord named = begin(core, state, sequence, side);
    SideRecord ended = ended(core, state, side, settlement);
    if (spent != null) {
      core.lifecycle.die(state, sequence, ended, named, spent);
      return DIED;
    }
    return again(core, state, sequence, ended, or(settlement.delay(), pause));
  }

  private SettleResult repeat(Core core, QueueState state, Settlement settlement, SideRecord side) {
    long sequence = settlement.receipt().sequence();
    Run run = requireNonNull(settlement.run(), "run");
    long at = run.scheduledAt().toEpochMilli();
    // Only a message that lives on, though it does not repeat, has a life to begin.
    Long end =
        side.traits().repeats() ? null : core.lookup.message(state, sequence, side).lifeFrom(at);
    begin(core, state, sequence, side);
    SideRecord next =
        ended(core, state, side, settlement)
            .beginning(Lane.WALL, at, end)
            .with(new Course(side.traits().repeats() ? run : null, null, at));
    return wait(core, state, sequence, next);
  }

  /** Whatever {@code settlement} asks for, the message was amended to wait for {@code at}. */
  private SettleResult startOver(
      Core core, QueueState state, Settlement settlement, SideRecord side, long at) {
    long sequence = settlement.receipt().sequence();
    MessageRecord message = core.lookup.message(state, sequence, side);
    begin(core, state, sequence, side);
    SideRecord ended = side;
    if (settlement.outcome() == Outcome.RELEASE) {
      giveBack(core, state);
    } else {
      ended = ended(core, state, side, settlement);
      state.ackedTotal += settlement.outcome() == Outcome.ACK ? 1 : 0;
    }
    return wait(core, state, sequence, Expiry.startedOver(ended, message, at));
  }

  /** A token of the rate limit goes back. */
  private static void giveBack(Core core, QueueState state) {
    RateLimit limit = state.info.config().push().rateLimit();
    TokenBucket bucket = state.bucket;
    if (limit != null && bucket != null) {
      state.bucket = bucket.plusOne(limit, core.now());
    }
  }

  private SettleResult extend(Core core, QueueState state, Settlement settlement, SideRecord side) {
    changed(core, state);
    long sequence = settlement.receipt().sequence();
    Duration lease = or(settlement.lease(), state.info.config().lease());
    long until = core.now() + lease.toMillis();
    core.lifecycle.unpark(state, sequence, side);
    SideRecord extended = side.as(Status.LEASED, Lane.LEASE, until, side.life().end());
    return wait(core, state, sequence, extended);
  }

  /**
   * Takes a leased message out of the time index; answers it where it has names to free. All that
   * is read is read before anything is changed.
   */
  private @Nullable MessageRecord begin(
      Core core, QueueState state, long sequence, SideRecord side) {
    MessageRecord named = core.lookup.named(state, sequence, side);
    core.lifecycle.readNames(state, named);
    changed(core, state);
    core.lifecycle.unpark(state, sequence, side);
    madeRoom(core, state);
    return named;
  }

  private static SideRecord ended(
      Core core, QueueState state, SideRecord side, Settlement settlement) {
    Outcome outcome = settlement.outcome();
    SideRecord attempted =
        Expiry.attempted(
            state, side, core.now(), outcome.label(), settlement.reason(), settlement.report());
    return Expiry.ended(core, state, attempted);
  }

  private SettleResult again(
      Core core, QueueState state, long sequence, SideRecord side, Duration delay) {
    long at = core.now() + delay.toMillis();
    return wait(
        core, state, sequence, side.as(Status.WAITING, state.pauseLane(), at, side.life().end()));
  }

  private SettleResult wait(Core core, QueueState state, long sequence, SideRecord side) {
    core.lifecycle.park(state, sequence, side);
    visible(core, core.onElapsed(side.lane(), side.at()));
    return new SettleResult(SettleResult.Status.SETTLED, Instant.ofEpochMilli(side.at()));
  }

  private static Duration or(@Nullable Duration given, Duration otherwise) {
    return given == null ? otherwise : given;
  }
}
