package io.posthorn.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something took how long, on a scale of two steps per power of two from 64 µs to 18 h.
 * Any thread may add; a reader takes what came since it last did.
 */
public final class Buckets {
  private static final int FIRST_EXPONENT = 16;
  private static final int SIZE = 62;

  private final AtomicLongArray counts = new AtomicLongArray(SIZE);

  /** Adds one that took so long. */
  public void add(long nanos) {
    counts.getAndIncrement(index(nanos));
  }

  private static int index(long nanos) {
    if (nanos < 1L << FIRST_EXPONENT) {
      return 0;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int half = (int) (nanos >>> (exponent - 1)) & 1;
    return Math.min(SIZE - 1, 1 + 2 * (exponent - FIRST_EXPONENT) + half);
  }

  /** Takes what was added, and adds it to {@code counted}. */
  public void drainTo(long[] counted) {
    for (int i = 0; i < SIZE; i++) {
      counted[i] += counts.getAndSet(i, 0);
    }
  }

  /** Room for what {@link #drainTo} gives. */
  public static long[] none() {
    return new long[SIZE];
  }

  /**
   * What that share of {@code counted} did not exceed, in nanoseconds, rounded up by no more than
   * half; -1 = nothing was counted.
   */
  public static long quantile(long[] counted, double share) {
    long all = 0;
    for (long count : counted) {
      all += count;
    }
    if (all == 0) {
      return -1;
    }
    long rank = Math.max(1, (long) Math.ceil(all * share));
    long seen = 0;
    int i = -1;
    while (seen < rank) {
      seen += counted[++i];
    }
    return upperBound(i);
  }

  private static long upperBound(int index) {
    if (index == 0) {
      return 1L << FIRST_EXPONENT;
    }
    int exponent = FIRST_EXPONENT + (index - 1) / 2;
    return (index - 1) % 2 == 0 ? 3L << (exponent - 1) : 1L << (exponent + 1);
  }
}
