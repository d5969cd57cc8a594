package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

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
   * The name as text when it is valid UTF-8, otherwise with every byte beyond ASCII
   * percent-encoded.
   */
  public String display() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException e) {
      var out = new StringBuilder(latin1.length() + 16);
      for (int i = 0; i < latin1.length(); i++) {
        char c = latin1.charAt(i);
        out.append(c < 0x80 ? String.valueOf(c) : String.format("%%%02X", (int) c));
      }
      return out.toString();
    }
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
