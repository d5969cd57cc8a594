package io.posthorn.benchmarks.process;

import java.util.Locale;

/** Prints figures beside the bounds they must keep, and remembers whether all did. */
public final class Bounds {
  private boolean kept = true;

  /** Nothing is missed yet. */
  public Bounds() {}

  /** A figure that must not exceed {@code most}. */
  public void atMost(String what, double value, double most, String unit) {
    print(what, value, "at most", most, unit, value <= most);
  }

  /** A figure that must reach {@code least}. */
  public void atLeast(String what, double value, double least, String unit) {
    print(what, value, "at least", least, unit, value >= least);
  }

  private void print(
      String what, double value, String word, double bound, String unit, boolean good) {
    kept &= good;
    System.out.printf(
        Locale.ROOT,
        "%-46s %10.2f %s (%s %.2f) %s%n",
        what,
        value,
        unit,
        word,
        bound,
        good ? "ok" : "MISSED");
  }

  /** The exit code. */
  public int exitCode() {
    return kept ? 0 : 1;
  }
}
