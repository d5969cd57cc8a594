package io.posthorn.config;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that a misspelt one was meant to be. */
public final class Nearest {
  private Nearest() {}

  /** The sentence for a name that is not among {@code known}. */
  static String unknown(String what, String name, Collection<String> known, String origin) {
    return "unknown "
        + what
        + " '"
        + name
        + "' in "
        + origin
        + " (did you mean '"
        + of(name, known)
        + "'?)";
  }

  /** The one of {@code known}, or its last part, with the fewest edits from {@code name}. */
  public static String of(String name, Collection<String> known) {
    String nearest = "";
    int fewest = Integer.MAX_VALUE;
    for (String candidate : known) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      String last = lower.substring(lower.lastIndexOf('.') + 1);
      String wanted = name.toLowerCase(Locale.ROOT);
      int edits = Math.min(edits(wanted, lower), edits(wanted, last) + 1);
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance, one row at a time. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
