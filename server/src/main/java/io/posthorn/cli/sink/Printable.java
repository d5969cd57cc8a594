package io.posthorn.cli.sink;

import java.nio.charset.StandardCharsets;

/** Text from elsewhere in a form that does nothing to a terminal. */
final class Printable {
  private static final int MOST_BYTES = 80;

  private Printable() {}

  /** The first bytes of {@code body}; what is no printable UTF-8 is a dot each. */
  static String start(byte[] body) {
    int length = Math.min(body.length, MOST_BYTES);
    if (length < body.length) {
      // Rather a character less than half of one.
      while (length > MOST_BYTES - 4 && (body[length] & 0xC0) == 0x80) {
        length--;
      }
    }
    String text = text(new String(body, 0, length, StandardCharsets.UTF_8));
    return length < body.length ? text + "..." : text;
  }

  /** {@code text} with a dot for each character that is not printable. */
  static String text(String text) {
    var printable = new StringBuilder(text.length());
    text.codePoints().forEach(c -> printable.appendCodePoint(isPrintable(c) ? c : '.'));
    return printable.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != '\uFFFD';
    };
  }
}
