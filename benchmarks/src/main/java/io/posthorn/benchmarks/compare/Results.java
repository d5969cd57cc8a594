package io.posthorn.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All rounds of a run, and their medians. */
public final class Results {
  private final String ceiling;
  private final Map<String, Map<String, List<Measured>>> rows = new LinkedHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();

  /** Ratios are those to {@code ceiling}. */
  public Results(String ceiling) {
    this.ceiling = ceiling;
  }

  /** Adds a measurement of a round; every subject of a row is measured once a round, in turn. */
  public void add(String row, String subject, Measured measured) {
    rows.computeIfAbsent(row, r -> new LinkedHashMap<>())
        .computeIfAbsent(subject, s -> new ArrayList<>())
        .add(measured);
    if (!measured.problem().isEmpty()) {
      problems.add(row + ", " + subject + ": " + measured.problem());
    }
  }

  /**
   * The median over the rounds of the ratio to {@code other} within the same round; NaN when one
   * was not measured.
   */
  public double ratio(String row, String subject, String other) {
    List<Measured> ours = rows.getOrDefault(row, Map.of()).getOrDefault(subject, List.of());
    List<Measured> theirs = rows.getOrDefault(row, Map.of()).getOrDefault(other, List.of());
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      ratios.add(ours.get(i).rate() / theirs.get(i).rate());
    }
    return median(ratios);
  }

  /** The table, as Markdown. */
  public String table() {
    var text =
        new StringBuilder(
            "| work | server | requests/s | of " + ceiling + " | least..most | CPU µs/request |\n");
    text.append("|---|---|---:|---:|---:|---:|\n");
    rows.forEach(
        (row, subjects) ->
            subjects.forEach(
                (subject, all) ->
                    text.append(
                        String.format(
                            Locale.ROOT,
                            "| %s | %s | %,.0f | %s | %s | %.1f |%n",
                            row,
                            subject,
                            median(all.stream().map(Measured::rate).toList()),
                            two(ratio(row, subject, ceiling)),
                            spread(row, subject),
                            median(all.stream().map(Measured::cpuMicros).toList())))));
    return text.toString();
  }

  private String spread(String row, String subject) {
    List<Measured> ours = rows.get(row).get(subject);
    List<Measured> theirs = rows.get(row).getOrDefault(ceiling, List.of());
    var ratios = new TreeSet<Double>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      ratios.add(ours.get(i).rate() / theirs.get(i).rate());
    }
    return ratios.isEmpty() ? "" : two(ratios.first()) + ".." + two(ratios.last());
  }

  /** What was wrong with measurements. */
  public Set<String> problems() {
    return problems;
  }

  private static String two(double number) {
    return Double.isNaN(number) ? "" : String.format(Locale.ROOT, "%.2f", number);
  }

  static double median(List<Double> numbers) {
    if (numbers.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
