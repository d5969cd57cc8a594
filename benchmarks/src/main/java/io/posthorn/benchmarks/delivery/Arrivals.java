package io.posthorn.benchmarks.delivery;

import java.util.BitSet;

/**
 * First arrivals of numbered messages that should arrive in the order of their numbers. For one
 * thread; others may ask how many came.
 */
final class Arrivals {
  private final BitSet seen = new BitSet();
  private int highest = -1;
  private int overtaken;
  private int repeated;
  private volatile int distinct;

  /** Message {@code number} came. */
  void came(int number) {
    if (seen.get(number)) {
      repeated++;
      return;
    }
    seen.set(number);
    highest = Math.max(highest, number);
    // Of the highest + 1 messages up to here those missing are waiting, or still under way.
    overtaken = Math.max(overtaken, highest - distinct);
    distinct++;
  }

  /** How many came. */
  int distinct() {
    return distinct;
  }

  /** How many came again. */
  int repeated() {
    return repeated;
  }

  /**
   * The most messages that were missing at any time while a later one had come: at most what may be
   * in flight beside it, when they start in order.
   */
  int overtaken() {
    return overtaken;
  }
}
