package io.posthorn.delivery.call;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Reads what a receiver says about keeping a connection. */
final class KeepAlive {
  private static final String TIMEOUT = "timeout=";

  private KeepAlive() {}

  /**
   * How long a connection may idle after an answer with {@code Keep-Alive: hint}: a second less
   * than the receiver keeps it, because its clock began earlier; at most {@code atMost}.
   */
  static long nanos(String hint, long atMost) {
    for (String part : hint.toLowerCase(Locale.ROOT).split("[,;]")) {
      String word = part.trim();
      if (word.startsWith(TIMEOUT)) {
        try {
          long seconds = Long.parseLong(word.substring(TIMEOUT.length()).trim());
          return Math.min(atMost, TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1)));
        } catch (NumberFormatException e) {
          return atMost;
        }
      }
    }
    return atMost;
  }
}
