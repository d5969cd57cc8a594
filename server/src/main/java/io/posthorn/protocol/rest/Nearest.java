package io.posthorn.protocol.rest;

import java.util.List;
import java.util.Locale;

/** Finds the known word that a mistyped one most likely meant, by Levenshtein distance, ignoring case. */
final class Nearest {
  /** More of a word than this does not make the guess better, but slower. */
  private static final int COMPARED = 64;

  private Nearest() {}

  /** The one of {@code known}, which is not empty, that is nearest to {@code word}; the first of equals. */
  static String to(String word, List<String> known) {
    String typed = word.substring(0, Math.min(COMPARED, word.length()));
    String best = known.get(0);
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(typed.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
