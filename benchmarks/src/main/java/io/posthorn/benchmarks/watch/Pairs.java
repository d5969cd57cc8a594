package io.posthorn.benchmarks.watch;

import io.posthorn.benchmarks.compare.Measured;
import io.posthorn.benchmarks.compare.Results;
import java.io.IOException;
import java.util.Locale;

/**
 * Windows of load, in pairs: as usual, and with what is asked about. Every other pair is the other
 * way round, so that a drift of the machine favours neither.
 */
final class Pairs {
  private static final String WORK = "put and take";

  /** Measures once. */
  interface Window {
    Measured measure() throws IOException, InterruptedException;
  }

  private final String usualName;
  private final Window usual;
  private final String otherName;
  private final Window other;
  private final Results results;

  Pairs(String usualName, Window usual, String otherName, Window other) {
    this.usualName = usualName;
    this.usual = usual;
    this.otherName = otherName;
    this.other = other;
    this.results = new Results(usualName);
  }

  /** Measures {@code pairs} times, and prints what came. */
  void run(int pairs) throws IOException, InterruptedException {
    for (int i = 0; i < pairs; i++) {
      boolean usualFirst = i % 2 == 0;
      Measured first = (usualFirst ? usual : other).measure();
      Measured second = (usualFirst ? other : usual).measure();
      Measured without = usualFirst ? first : second;
      Measured with = usualFirst ? second : first;
      results.add(WORK, usualName, without);
      results.add(WORK, otherName, with);
      System.out.printf(
          Locale.ROOT,
          "pair %d: %s %,.0f/s, %s %,.0f/s, %.3f%n",
          i + 1,
          usualName,
          without.rate(),
          otherName,
          with.rate(),
          with.rate() / without.rate());
    }
    System.out.println();
    System.out.println(results.table());
    results.problems().forEach(problem -> System.out.println("PROBLEM: " + problem));
  }

  /** The median over the pairs of the one rate to the usual one. */
  double ratio() {
    return results.ratio(WORK, otherName, usualName);
  }

  /** How many windows were not as they should be. */
  int problems() {
    return results.problems().size();
  }
}
