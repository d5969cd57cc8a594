package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a push queue's owner decides about its deliveries. Pull queues carry {@link #NONE}.
 *
 * @param target where its messages go that do not say so themselves
 * @param ordered one at a time in order of (first {@code visibleAt}, sequence), the next waits
 *     until the current one is done or DEAD; needs {@code maxConcurrency} 1
 * @param maxConcurrency most unexpired leases; 0 = any number
 * @param rateLimit paces hand-outs; null = not at all
 * @param history how many attempts are kept with each message, 0 to {@value #MAX_HISTORY}
 */
public record Push(
    HttpTarget target,
    boolean ordered,
    int maxConcurrency,
    @Nullable RateLimit rateLimit,
    int history) {
  /** Upper bound of {@code history}. */
  public static final int MAX_HISTORY = 100;

  /** Upper bound of {@code maxConcurrency}. */
  public static final int MAX_CONCURRENCY = 100_000;

  /** Of a pull queue: no bounds. */
  public static final Push NONE = new Push(HttpTarget.DEFAULT, false, 0, null, Attempt.KEPT);

  /** Of a push queue that names nothing: 16 at once. */
  public static final Push DEFAULT = new Push(HttpTarget.DEFAULT, false, 16, null, Attempt.KEPT);

  public Push {
    requireNonNull(target, "target");
    if (maxConcurrency < 0 || maxConcurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException(
          "maxConcurrency: " + maxConcurrency + " (expected: 0 to " + MAX_CONCURRENCY + ")");
    }
    if (history < 0 || history > MAX_HISTORY) {
      throw new IllegalArgumentException(
          "history: " + history + " (expected: 0 to " + MAX_HISTORY + ")");
    }
    if (ordered && maxConcurrency != 1) {
      throw new IllegalArgumentException(
          "maxConcurrency: " + maxConcurrency + " (expected: 1 where ordered is true)");
    }
  }
}
