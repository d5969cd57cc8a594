package io.posthorn.protocol.rest;

import io.posthorn.broker.ErrorCode;
import io.posthorn.message.QueueName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986) of names and values. Decoded text has one char per byte. */
final class Percent {
  private static final String HEX = "0123456789ABCDEF";

  private Percent() {}

  /**
   * Decodes part of a request target.
   *
   * @param plusIsSpace whether {@code +} stands for a blank, as in queries
   * @throws IllegalArgumentException when a {@code %} is not followed by two hexadecimal digits
   */
  static String decode(String raw, int from, int to, boolean plusIsSpace) {
    int i = from;
    while (i < to && raw.charAt(i) != '%' && raw.charAt(i) != '+') {
      i++;
    }
    if (i == to) {
      return raw.substring(from, to);
    }
    var out = new StringBuilder(to - from).append(raw, from, i);
    while (i < to) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(raw.charAt(i + 1), 16) : -1;
        int low = i + 2 < to ? Character.digit(raw.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "'"
                  + raw.substring(i, Math.min(to, i + 3))
                  + "' (expected: % and two hexadecimal digits)");
        }
        out.append((char) (high << 4 | low));
        i += 3;
      } else {
        out.append(c == '+' && plusIsSpace ? ' ' : c);
        i++;
      }
    }
    return out.toString();
  }

  /** Decodes a queue's name out of a path. */
  static QueueName queueName(String path, int from, int to) {
    try {
      return queueName(decode(path, from, to, false));
    } catch (IllegalArgumentException e) {
      throw ProblemException.of(ErrorCode.BAD_QUEUE_NAME, "queue name: " + e.getMessage());
    }
  }

  /**
   * The queue name of {@code latin1}, one char per byte; native routes refuse the empty name and
   * control bytes.
   */
  static QueueName queueName(String latin1) {
    if (latin1.isEmpty() || latin1.length() > QueueName.MAX_BYTES) {
      throw ProblemException.of(
          ErrorCode.BAD_QUEUE_NAME,
          "queue name of "
              + latin1.length()
              + " bytes (expected: 1 to "
              + QueueName.MAX_BYTES
              + ")");
    }
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      if (c < 0x20 || c == 0x7F) {
        throw ProblemException.of(
            ErrorCode.BAD_QUEUE_NAME,
            "queue name with the control byte " + (int) c + " at " + i + " (expected: none)");
      }
    }
    return QueueName.ofLatin1(latin1);
  }

  /**
   * The text whose UTF-8 bytes are the chars of {@code latin1}; {@code field} is named when they
   * are none.
   */
  static String text(String field, String latin1) {
    if (isAscii(latin1)) {
      return latin1;
    }
    try {
      byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.badField(
          field, field + ": not UTF-8 (expected: percent-encoded UTF-8)");
    }
  }

  /** {@code queue} as one segment of a path. */
  static String encode(QueueName queue) {
    String latin1 = queue.latin1();
    int i = 0;
    while (i < latin1.length() && isUnreserved(latin1.charAt(i))) {
      i++;
    }
    if (i == latin1.length()) {
      return latin1;
    }
    var out = new StringBuilder(latin1.length() + 16).append(latin1, 0, i);
    for (; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      if (isUnreserved(c)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUnreserved(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
