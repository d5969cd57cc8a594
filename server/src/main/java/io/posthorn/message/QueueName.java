package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A queue's name: a string of 0 to 256 bytes in no particular charset. HTTPSQS clients send GBK and
 * UTF-8 alike, and two names are the same only when their bytes are. (Only HTTPSQS may use the
 * empty name.)
 */
public final class QueueName implements Comparable<QueueName> {
  /** Longest name, in bytes. */
  public static final int MAX_BYTES = 256;

  /** One char per byte: compact, and hashed and compared by the JDK's own fast code. */
  private final String latin1;

  private QueueName(String latin1) {
    this.latin1 = latin1;
  }

  /**
   * The name made of {@code bytes}.
   *
   * @throws IllegalArgumentException when there are more than {@value #MAX_BYTES}
   */
  public static QueueName ofBytes(byte[] bytes) {
    return ofLatin1(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The name whose bytes are the chars of {@code latin1}, each below 256. */
  public static QueueName ofLatin1(String latin1) {
    if (requireNonNull(latin1, "latin1").length() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "queue name of " + latin1.length() + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    return new QueueName(latin1);
  }

  /** The name made of the UTF-8 bytes of {@code text}. */
  public static QueueName of(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The name with one char per byte. */
  public String latin1() {
    return latin1;
  }

  /** Number of bytes. */
  public int size() {
    return latin1.length();
  }

  /**
   * The name as text, in which {@code %} and two hexadecimal digits stand for a byte: those beyond
   * ASCII of a name that is not valid UTF-8, and of any name a {@code %} that would else be taken
   * for the beginning of such. No two names look alike.
   */
  public String display() {
    String text = utf8();
    if (text != null && text.indexOf('%') < 0) {
      return text;
    }
    String chars = text == null ? latin1 : text;
    var out = new StringBuilder(chars.length() + 16);
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (text == null && c >= 0x80) {
        out.append(String.format("%%%02X", (int) c));
      } else if (isByte(chars, i)) {
        out.append("%25");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The bytes, one char each, of the name whose {@link #display} is {@code text}. */
  public static String latin1Of(String text) {
    var chars = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    if (chars.indexOf('%') < 0) {
      return chars;
    }
    var out = new StringBuilder(chars.length());
    for (int i = 0; i < chars.length(); i++) {
      if (isByte(chars, i)) {
        out.append((char) HexFormat.fromHexDigits(chars, i + 1, i + 3));
        i += 2;
      } else {
        out.append(chars.charAt(i));
      }
    }
    return out.toString();
  }

  private @Nullable String utf8() {
    if (latin1.chars().allMatch(c -> c < 0x80)) {
      return latin1;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Whether {@code text} has there what stands for a byte. */
  private static boolean isByte(String text, int at) {
    return text.charAt(at) == '%'
        && at + 2 < text.length()
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }

  /** By unsigned bytes. */
  @Override
  public int compareTo(QueueName other) {
    return latin1.compareTo(other.latin1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueueName that && latin1.equals(that.latin1);
  }

  @Override
  public int hashCode() {
    return latin1.hashCode();
  }

  @Override
  public String toString() {
    return display();
  }
}
