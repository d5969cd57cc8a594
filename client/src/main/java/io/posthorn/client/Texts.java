package io.posthorn.client;

/** Texts in header fields. */
final class Texts {
  private Texts() {}

  /**
   * {@code text} itself.
   *
   * @throws IllegalArgumentException when it is empty, or has anything but printable ASCII
   */
  static String printable(String field, String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
      throw new IllegalArgumentException(
          field + ": '" + text + "' (expected: printable ASCII, at least one character)");
    }
    return text;
  }

  /** {@code text} as a string of RFC 8941. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
