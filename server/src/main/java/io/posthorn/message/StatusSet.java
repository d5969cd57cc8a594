package io.posthorn.message;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which status codes count as success. Written as a list of {@code 200}, {@code 2xx}, {@code
 * 200-299} or {@code any}.
 */
public final class StatusSet {
  private static final Pattern CLASS = Pattern.compile("[1-5]xx");
  private static final Pattern RANGE = Pattern.compile("[1-5][0-9]{2}(-[1-5][0-9]{2})?");

  /** Any 2xx. */
  public static final StatusSet SUCCESS = of(List.of("2xx"));

  /** Whatever was answered. */
  public static final StatusSet ANY = of(List.of("any"));

  private static final int LOWEST = 100;
  private static final int HIGHEST = 599;
  private static final int MAX_LABELS = 100;

  private final List<String> labels;
  private final BitSet codes = new BitSet(HIGHEST + 1);
  private final boolean any;

  private StatusSet(List<String> labels) {
    this.labels = List.copyOf(labels);
    this.any = labels.contains("any");
    this.labels.forEach(this::add);
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException naming what is no status
   */
  public static StatusSet of(List<String> labels) {
    if (labels.isEmpty() || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "successStatus: " + labels.size() + " entries (expected: 1 to " + MAX_LABELS + ")");
    }
    return new StatusSet(labels);
  }

  /** Whether {@code status} is one of them. */
  public boolean matches(int status) {
    return any || status >= 0 && codes.get(status);
  }

  /** The written form. */
  public List<String> labels() {
    return labels;
  }

  private void add(String label) {
    if (label.equals("any")) {
      codes.set(LOWEST, HIGHEST + 1);
    } else if (CLASS.matcher(label).matches()) {
      int from = (label.charAt(0) - '0') * 100;
      codes.set(from, from + 100);
    } else if (RANGE.matcher(label).matches()) {
      int from = Integer.parseInt(label.substring(0, 3));
      int to = Integer.parseInt(label.substring(label.length() - 3));
      if (from > to) {
        throw refused(label);
      }
      codes.set(from, to + 1);
    } else {
      throw refused(label);
    }
  }

  private static IllegalArgumentException refused(String label) {
    return new IllegalArgumentException(
        "successStatus: '"
            + TargetUrl.shown(label)
            + "' (expected: like 2xx, 200, 200-299 or any)");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatusSet that && labels.equals(that.labels);
  }

  @Override
  public int hashCode() {
    return labels.hashCode();
  }

  @Override
  public String toString() {
    return labels.toString();
  }
}
