package io.posthorn.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.message.QueueName;

/**
 * Names of queues and topics: literal, but for {@code *}, which stands for any run of bytes, none
 * included. Bytes that a pattern can't hold as they are ({@code *}, {@code %}, blanks, commas,
 * semicolons) are percent-encoded, as in {@code 100%25}.
 */
public final class NamePattern {
  private static final int MAX_LENGTH = 3 * QueueName.MAX_BYTES;

  /** Stands for a star that is a wildcard, which no byte does. */
  private static final char WILD = '\uFFFF';

  /** Every name. */
  public static final NamePattern ALL = parse("*");

  private final String text;

  /** One char per byte, or {@link #WILD}. */
  private final String glob;

  private NamePattern(String text, String glob) {
    this.text = text;
    this.glob = glob;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is empty, too long or badly encoded
   */
  public static NamePattern parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "queue pattern of " + text.length() + " characters (expected: 1 to " + MAX_LENGTH + ")");
    }
    String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
    var glob = new StringBuilder(bytes.length());
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c <= ' ' || c == 0x7F || c == ',' || c == ';') {
        throw bad(text, "the byte " + (int) c);
      } else if (c == '*') {
        if (glob.isEmpty() || glob.charAt(glob.length() - 1) != WILD) {
          glob.append(WILD);
        }
      } else if (c == '%') {
        int high = i + 2 < bytes.length() ? Character.digit(bytes.charAt(i + 1), 16) : -1;
        int low = i + 2 < bytes.length() ? Character.digit(bytes.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw bad(text, "a lone %");
        }
        glob.append((char) (high << 4 | low));
        i += 2;
      } else {
        glob.append(c);
      }
    }
    return new NamePattern(text, glob.toString());
  }

  /** Whether it stands for every name. */
  public boolean isAll() {
    return glob.length() == 1 && glob.charAt(0) == WILD;
  }

  /** What all names that it stands for begin with, one char per byte. */
  String beginning() {
    int wild = glob.indexOf(WILD);
    return wild < 0 ? glob : glob.substring(0, wild);
  }

  /** Whether {@code name} is one of those meant. */
  public boolean matches(QueueName name) {
    String bytes = name.latin1();
    int at = 0;
    int star = -1;
    int resume = 0;
    int i = 0;
    while (i < bytes.length()) {
      if (at < glob.length() && glob.charAt(at) == WILD) {
        star = at++;
        resume = i;
      } else if (at < glob.length() && glob.charAt(at) == bytes.charAt(i)) {
        at++;
        i++;
      } else if (star >= 0) {
        // Let the last star swallow one byte more; those before it need no second look.
        at = star + 1;
        i = ++resume;
      } else {
        return false;
      }
    }
    while (at < glob.length() && glob.charAt(at) == WILD) {
      at++;
    }
    return at == glob.length();
  }

  private static IllegalArgumentException bad(String text, String what) {
    return new IllegalArgumentException(
        "queue pattern '" + text + "' has " + what + " (expected: % and two hexadecimal digits)");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern that && glob.equals(that.glob);
  }

  @Override
  public int hashCode() {
    return glob.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
