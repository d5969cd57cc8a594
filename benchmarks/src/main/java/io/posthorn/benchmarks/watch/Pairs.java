package io.posthorn.benchmarks.watch;

import io.posthorn.benchmarks.compare.Measured;
import io.posthorn.benchmarks.compare.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Windows of load, in pairs: as usual, and with what is asked about. The two windows of a pair are
 * cut into slices that take turns, every other time the other way round, so that a machine that is
 * faster in one minute than in the next favours neither.
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
  private final int slices;
  private final Results results;

  /** Each {@code Window} measures one slice; {@code slices} of them make a window. */
  Pairs(String usualName, Window usual, String otherName, Window other, int slices) {
    this.usualName = usualName;
    this.usual = usual;
    this.otherName = otherName;
    this.other = other;
    this.slices = slices;
    this.results = new Results(usualName);
  }

  /** Measures {@code pairs} times, and prints what came. */
  void run(int pairs) throws IOException, InterruptedException {
    for (int i = 0; i < pairs; i++) {
      List<Measured> usualSlices = new ArrayList<>();
      List<Measured> otherSlices = new ArrayList<>();
      for (int slice = 0; slice < slices; slice++) {
        boolean usualFirst = (i + slice) % 2 == 0;
        (usualFirst ? usualSlices : otherSlices).add((usualFirst ? usual : other).measure());
        (usualFirst ? otherSlices : usualSlices).add((usualFirst ? other : usual).measure());
      }
      Measured without = mean(usualSlices);
      Measured with = mean(otherSlices);
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

  /** Slices are equally long. */
  private static Measured mean(List<Measured> slices) {
    double rates = slices.stream().mapToDouble(Measured::rate).sum();
    double micros = slices.stream().mapToDouble(each -> each.cpuMicros() * each.rate()).sum();
    String problem =
        slices.stream().map(Measured::problem).filter(p -> !p.isEmpty()).findFirst().orElse("");
    return new Measured(rates / slices.size(), micros / Math.max(1, rates), problem);
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
