package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.message.Durations;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"settlements":[{"receipt","outcome","delay","lease","reason"}...]}}. */
final class SettlementReader {
  private static final List<String> TOP = List.of("settlements");
  private static final List<String> FIELDS =
      List.of("receipt", "outcome", "delay", "lease", "reason");
  private static final List<String> OUTCOMES = List.of("ack", "retry", "extend", "deadLetter");

  /** Longest reason, in characters. */
  private static final int MAX_REASON = 1024;

  private final BrokerLimits limits;
  private final DoubleSupplier jitter;

  SettlementReader(BrokerLimits limits, DoubleSupplier jitter) {
    this.limits = limits;
    this.jitter = jitter;
  }

  /** Reads the whole of {@code body}. */
  List<Settlement> read(byte[] body) {
    List<Settlement> settlements = new ArrayList<>();
    try (var in = new JsonInput(body)) {
      in.expect(JsonToken.START_OBJECT, "JSON object");
      int seen = 0;
      while (in.field(TOP, seen) >= 0) {
        seen = 1;
        if (!in.is(JsonToken.START_ARRAY)) {
          throw in.wrongType("settlements", "an array");
        }
        while (in.next() != JsonToken.END_ARRAY) {
          if (settlements.size() == limits.batch()) {
            throw ProblemException.beyondLimit(
                "settlements",
                "settlements: more than "
                    + limits.batch()
                    + " (expected: 1 to "
                    + limits.batch()
                    + ")");
          }
          settlements.add(settlement(in, settlements.size()));
        }
      }
      in.expectEnd();
    }
    if (settlements.isEmpty()) {
      throw ProblemException.badField(
          "settlements", "settlements: none (expected: 1 to " + limits.batch() + ")");
    }
    return settlements;
  }

  private Settlement settlement(JsonInput in, int index) {
    try {
      if (!in.is(JsonToken.START_OBJECT)) {
        throw in.wrongType("settlement", "an object");
      }
      return fields(in);
    } catch (ProblemException e) {
      throw e.inside("settlements[" + index + "]");
    }
  }

  private Settlement fields(JsonInput in) {
    Receipt receipt = null;
    Outcome outcome = null;
    Duration delay = null;
    Duration lease = null;
    String reason = null;
    int seen = 0;
    int i;
    while ((i = in.field(FIELDS, seen)) >= 0) {
      seen |= 1 << i;
      switch (i) {
        case 0 -> receipt = receipt(in.text("receipt"));
        case 1 -> outcome = outcome(in.text("outcome"));
        case 2 -> delay = in.duration("delay");
        case 3 -> lease = in.duration("lease");
        default -> reason = in.text("reason");
      }
    }
    if (receipt == null || outcome == null) {
      String missing = receipt == null ? "receipt" : "outcome";
      throw ProblemException.badField(missing, missing + ": missing");
    }
    checkDelay("delay", delay, outcome);
    checkLease("lease", lease, outcome);
    if (reason != null && reason.length() > MAX_REASON) {
      throw ProblemException.beyondLimit(
          "reason",
          "reason: " + reason.length() + " characters (expected: at most " + MAX_REASON + ")");
    }
    double drawn = outcome == Outcome.RETRY ? jitter.getAsDouble() : 0;
    return new Settlement(receipt, outcome, delay, lease, reason, drawn);
  }

  private void checkDelay(String field, @Nullable Duration delay, Outcome outcome) {
    if (delay == null) {
      return;
    }
    if (outcome != Outcome.RETRY) {
      throw ProblemException.badField(
          field, field + ": given without retry (expected: only with retry)");
    }
    if (delay.compareTo(limits.delay()) > 0) {
      throw ProblemException.beyondLimit(
          field,
          field
              + ": "
              + Durations.format(delay)
              + " (expected: at most "
              + Durations.format(limits.delay())
              + ")");
    }
  }

  private void checkLease(String field, @Nullable Duration lease, Outcome outcome) {
    if (lease == null) {
      return;
    }
    if (outcome != Outcome.EXTEND) {
      throw ProblemException.badField(
          field, field + ": given without extend (expected: only with extend)");
    }
    checkLease(field, lease, limits);
  }

  /** Refuses a lease beyond the server's limits. */
  static void checkLease(String field, Duration lease, BrokerLimits limits) {
    if (lease.compareTo(limits.minLease()) < 0 || lease.compareTo(limits.maxLease()) > 0) {
      throw ProblemException.beyondLimit(
          field,
          field
              + ": "
              + Durations.format(lease)
              + " (expected: "
              + Durations.format(limits.minLease())
              + " to "
              + Durations.format(limits.maxLease())
              + ")");
    }
  }

  private static Receipt receipt(@Nullable String text) {
    return Receipt.parse(text == null ? "" : text)
        .orElseThrow(
            () ->
                ProblemException.badField(
                    "receipt", "receipt: '" + text + "' (expected: a receipt as reserve gave it)"));
  }

  private static Outcome outcome(@Nullable String text) {
    return switch (text == null ? "" : text) {
      case "ack" -> Outcome.ACK;
      case "retry" -> Outcome.RETRY;
      case "extend" -> Outcome.EXTEND;
      case "deadLetter" -> Outcome.DEAD_LETTER;
      default -> throw ProblemException.notOneOf("outcome", String.valueOf(text), OUTCOMES);
    };
  }
}
