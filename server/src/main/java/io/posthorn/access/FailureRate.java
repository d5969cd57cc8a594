package io.posthorn.access;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How fast wrong keys may come from one address: a burst, then one an interval. Only failures pass
 * here, so that whoever has a good key is never slowed, whatever others at the same address do.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371): a cell holds the instant at which its address
 * has paid for all it did. The table has a fixed number of cells; addresses that share one share
 * its rate. From IPv6 the first 64 bits count, which one customer has. Thread-safe.
 */
public final class FailureRate {
  private static final int CELLS = 1 << 13;
  private static final int PREFIX_BYTES = 8;

  private final AtomicLongArray cells = new AtomicLongArray(CELLS);
  private final LongSupplier nanoTime;
  private final long origin;
  private final long interval;
  private final long burst;
  private final int salt;

  /**
   * Lets {@code burst} failures pass, then one an {@code interval}.
   *
   * @param nanoTime monotonic time, nanoseconds
   * @param salt any number, so that nobody can choose to share a cell with another
   */
  public FailureRate(int burst, Duration interval, LongSupplier nanoTime, int salt) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.interval = interval.toNanos();
    this.burst = burst * this.interval;
    this.salt = salt;
  }

  /** What becomes of a failure. */
  public enum Verdict {
    /** The address has not failed lately: worth a line in the log. */
    FIRST,
    /** It has, but within its rate. */
    WITHIN,
    /** Too many. */
    BEYOND
  }

  /** Counts one failure of {@code address}. */
  public Verdict count(InetAddress address) {
    long now = nanoTime.getAsLong() - origin + 1;
    int cell = cell(address);
    while (true) {
      long paid = cells.get(cell);
      long from = Math.max(paid, now);
      if (from - now > burst - interval) {
        return Verdict.BEYOND;
      }
      if (cells.compareAndSet(cell, paid, from + interval)) {
        return paid < now ? Verdict.FIRST : Verdict.WITHIN;
      }
    }
  }

  /** Seconds after which one more failure would pass. */
  public int retryAfter(InetAddress address) {
    long now = nanoTime.getAsLong() - origin + 1;
    long wait = cells.get(cell(address)) - now - (burst - interval);
    return (int) Math.max(1, Duration.ofNanos(wait).plusMillis(999).toSeconds());
  }

  private int cell(InetAddress address) {
    byte[] bytes = address.getAddress();
    int hash =
        Arrays.hashCode(bytes.length > PREFIX_BYTES ? Arrays.copyOf(bytes, PREFIX_BYTES) : bytes);
    hash = (hash ^ salt) * 0x9E3779B1;
    return hash >>> 32 - Integer.numberOfTrailingZeros(CELLS);
  }
}
