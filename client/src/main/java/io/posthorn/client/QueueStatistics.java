package io.posthorn.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a queue holds.
 *
 * @param ready messages that may be handed out
 * @param scheduled messages that wait for their instant
 * @param leased messages that somebody works on
 * @param dead messages out of attempts, age or time
 * @param consumed messages that are done, and kept
 * @param oldestReadyAge how long the oldest ready message waits; null = there is none
 * @param nextVisibleAt when the next scheduled message is due; null = there is none
 * @param totals counts since the queue was made
 */
public record QueueStatistics(
    long ready,
    long scheduled,
    long leased,
    long dead,
    long consumed,
    @Nullable Duration oldestReadyAge,
    @Nullable Instant nextVisibleAt,
    Totals totals) {
  /** Counts since the queue was made. */
  public record Totals(long enqueued, long taken, long reserved, long acked, long dead) {}

  static QueueStatistics of(Fields fields) {
    return new QueueStatistics(
        fields.number("ready"),
        fields.number("scheduled"),
        fields.number("leased"),
        fields.number("dead"),
        fields.number("consumed"),
        fields.duration("oldestReadyAge"),
        fields.instant("nextVisibleAt"),
        new Totals(
            fields.number("enqueuedTotal"),
            fields.number("takenTotal"),
            fields.number("reservedTotal"),
            fields.number("ackedTotal"),
            fields.number("deadTotal")));
  }
}
