package io.posthorn.cli.bench;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured.
 *
 * @param elapsed from the first request to the last answer
 * @param requests answered as expected
 * @param messages that those moved
 * @param empty those among the requests that found nothing
 * @param errors requests that were not answered, or not as expected
 * @param behind open loop: requests due at the end that no client was free to send
 * @param details by operation, and the first error
 */
public record Outcome(
    Duration elapsed,
    long requests,
    long messages,
    long empty,
    long errors,
    long behind,
    Details details) {
  /**
   * Latencies and words.
   *
   * @param latencies nanoseconds, of the answers that moved messages, by operation; corrected for
   *     coordinated omission when the loop was open
   * @param firstError null = there was none
   */
  public record Details(Map<Operation, Histogram> latencies, @Nullable String firstError) {}

  /** Answered requests a second. */
  public double requestsPerSecond() {
    return perSecond(requests);
  }

  /** Moved messages a second. */
  public double messagesPerSecond() {
    return perSecond(messages);
  }

  private double perSecond(long count) {
    return elapsed.isZero() ? 0 : count * 1e9 / elapsed.toNanos();
  }

  /**
   * The latency, in nanoseconds, that {@code percentile} of the {@code operation}s did not exceed;
   * 0 = no such one.
   */
  public long percentile(Operation operation, double percentile) {
    Histogram histogram = details.latencies().get(operation);
    return histogram == null ? 0 : histogram.getValueAtPercentile(percentile);
  }
}
