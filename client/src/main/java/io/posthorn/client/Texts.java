package io.posthorn.client;

/** Texts in header fields and JSON. */
final class Texts {
  private Texts() {}

  /**
   * {@code text} itself.
   *
   * @throws IllegalArgumentException when it is empty, or has anything but printable ASCII
   */
  static String printable(String field, String text) {
    if (text.isEmpty() || !isPrintable(text)) {
      throw new IllegalArgumentException(
          field + ": '" + text + "' (expected: printable ASCII, at least one character)");
    }
    return text;
  }

  /** As {@link #printable}, for a text that no error and no log may show. */
  static String secret(String field, String text) {
    if (text.isEmpty() || !isPrintable(text)) {
      throw new IllegalArgumentException(
          field
              + ": "
              + (text.isEmpty()
                  ? "empty"
                  : "a character that is not printable, a line's end perhaps")
              + " (expected: printable ASCII, at least one character)");
    }
    return text;
  }

  /** The start of {@code text} that is at most {@code max} bytes of UTF-8, in whole characters. */
  static String cut(String text, int max) {
    int bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > max) {
        return text.substring(0, at);
      }
      at += Character.charCount(c);
    }
    return text;
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
  }

  /** {@code text} as a string of RFC 8941. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
