package io.posthorn.message;

import java.util.List;
import java.util.Locale;

/** The methods by which a target may be called. */
public final class HttpMethods {
  /** All of them. */
  public static final List<String> ALL =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private HttpMethods() {}

  /**
   * The method that {@code text} names in upper or lower case.
   *
   * @throws IllegalArgumentException when it is none of {@link #ALL}; the message names it
   */
  public static String parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (!ALL.contains(upper)) {
      throw new IllegalArgumentException(
          "method: '" + TargetUrl.shown(text) + "' (expected: one of " + ALL + ")");
    }
    return upper;
  }
}
