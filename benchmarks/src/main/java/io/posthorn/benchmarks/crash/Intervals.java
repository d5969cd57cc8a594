package io.posthorn.benchmarks.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Checks that numbers given out by requests grow as the requests follow each other: when one was
 * answered before another began, every number of the first is below every number of the second.
 * Requests that overlapped may come in either order. (This is the order part of linearizability,
 * and takes a sort and one pass.)
 */
final class Intervals {
  private record Interval(long begun, long answered, long lowest, long highest) {}

  private final List<Interval> intervals = new ArrayList<>();

  /**
   * A request that lasted from {@code begun} to {@code answered} and got numbers from lowest to
   * highest.
   */
  synchronized void add(long begun, long answered, long lowest, long highest) {
    intervals.add(new Interval(begun, answered, lowest, highest));
  }

  /** Reports each request that got a number below that of a request that was over before. */
  synchronized void check(String what, Violations violations) {
    List<Interval> byBegin = new ArrayList<>(intervals);
    byBegin.sort(Comparator.comparingLong(Interval::begun));
    List<Interval> byAnswer = new ArrayList<>(intervals);
    byAnswer.sort(Comparator.comparingLong(Interval::answered));
    long highest = 0;
    int over = 0;
    for (Interval interval : byBegin) {
      while (byAnswer.get(over).answered < interval.begun) {
        highest = Math.max(highest, byAnswer.get(over++).highest);
      }
      if (interval.lowest <= highest) {
        violations.add(
            Violations.Kind.ORDER, what + " " + interval.lowest + " came after " + highest);
      }
    }
  }
}
