package io.posthorn.cli.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 responses: status, {@code Content-Length}, {@code Connection: close}, body. Knows
 * no more than a load generator needs; a chunked response, or one without a length on a connection
 * that stays open, is malformed to it.
 */
public final class ResponseReader {
  private static final byte[] CONTENT_LENGTH = ascii("content-length:");
  private static final byte[] CONNECTION = ascii("connection:");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding:");
  private static final int MAX_BYTES = 256 << 20;

  private byte[] bytes = new byte[512];
  private int end;
  private int scanned;
  private int lineStart;
  private int bodyStart;
  private int length;
  private int status;
  private boolean close;

  /** Adds what was received. */
  public void append(ByteBuffer received) {
    int n = received.remaining();
    if (bytes.length - end < n) {
      long wanted = Math.max((long) end + n, Math.min(2L * bytes.length, MAX_BYTES));
      if (wanted > MAX_BYTES) {
        throw new MalformedResponse("response of more than " + MAX_BYTES + " bytes");
      }
      bytes = Arrays.copyOf(bytes, (int) wanted);
    }
    received.get(bytes, end, n);
    end += n;
  }

  /**
   * Whether a response is whole; then the accessors tell about it until {@link #next}.
   *
   * @throws MalformedResponse when it is no response that this class understands
   */
  public boolean complete() {
    if (bodyStart == 0 && !readHead()) {
      return false;
    }
    return end - bodyStart >= length;
  }

  private boolean readHead() {
    for (int i = scanned; i < end; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      int lineEnd = i > lineStart && bytes[i - 1] == '\r' ? i - 1 : i;
      if (lineEnd == lineStart && status != 0) {
        bodyStart = i + 1;
        if (status >= 100 && status < 200) {
          return skipInterim();
        }
        finishHead();
        return true;
      }
      readLine(lineStart, lineEnd);
      lineStart = i + 1;
    }
    scanned = end;
    return false;
  }

  private boolean skipInterim() {
    next();
    return readHead();
  }

  private void finishHead() {
    if (status == 204 || status == 304) {
      length = 0;
    } else if (length < 0) {
      throw new MalformedResponse("status " + status + " without Content-Length");
    }
  }

  private void readLine(int from, int to) {
    if (status == 0) {
      readStatusLine(from, to);
      return;
    }
    int first = bytes[from] | 0x20;
    if (first == 'c' && startsWith(from, to, CONTENT_LENGTH)) {
      length = number(from + CONTENT_LENGTH.length, to);
    } else if (first == 'c' && startsWith(from, to, CONNECTION)) {
      close =
          new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
              .toLowerCase(Locale.ROOT)
              .contains("close");
    } else if (first == 't' && startsWith(from, to, TRANSFER_ENCODING)) {
      throw new MalformedResponse("a chunked response");
    }
  }

  private void readStatusLine(int from, int to) {
    if (to - from < 12 || bytes[from] != 'H' || bytes[from + 5] != '1' || bytes[from + 8] != ' ') {
      throw new MalformedResponse(
          "no HTTP response: "
              + new String(bytes, from, Math.min(to - from, 60), StandardCharsets.ISO_8859_1));
    }
    status = number(from + 9, from + 12);
    close = bytes[from + 7] == '0';
    length = -1;
  }

  private int number(int from, int to) {
    long value = 0;
    boolean any = false;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        any = true;
      } else if (bytes[i] != ' ' || any) {
        any = false;
        break;
      }
      if (value > MAX_BYTES) {
        any = false;
        break;
      }
    }
    if (!any) {
      throw new MalformedResponse(
          "number: " + new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }
    return (int) value;
  }

  private boolean startsWith(int from, int to, byte[] lowerCase) {
    if (to - from < lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      int b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /** Goes on to the response behind this one. */
  public void next() {
    int consumed = bodyStart + Math.max(0, length);
    System.arraycopy(bytes, consumed, bytes, 0, end - consumed);
    end -= consumed;
    reset();
  }

  /** Forgets everything: a new connection. */
  public void clear() {
    end = 0;
    reset();
  }

  private void reset() {
    scanned = 0;
    lineStart = 0;
    bodyStart = 0;
    length = 0;
    status = 0;
    close = false;
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** Whether the server closes the connection after it. */
  public boolean close() {
    return close;
  }

  /**
   * The value of the first header called {@code name}, compared ignoring case; null when there is
   * none. Slow.
   */
  public @Nullable String header(String name) {
    String head = new String(bytes, 0, bodyStart, StandardCharsets.ISO_8859_1);
    for (String line : head.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
        return line.substring(colon + 1).trim();
      }
    }
    return null;
  }

  /** The body's length in bytes. */
  public int bodyLength() {
    return length;
  }

  /** The body, one char per byte. */
  public String body() {
    return new String(bytes, bodyStart, length, StandardCharsets.ISO_8859_1);
  }

  /** Whether the body begins with {@code prefix}. */
  public boolean bodyStartsWith(byte[] prefix) {
    return length >= prefix.length
        && Arrays.equals(bytes, bodyStart, bodyStart + prefix.length, prefix, 0, prefix.length);
  }

  /** Whether any byte came of a response that is not whole yet. */
  public boolean begun() {
    return end > 0;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A response that cannot be read any further. */
  public static final class MalformedResponse extends RuntimeException {
    MalformedResponse(String message) {
      super(message);
    }
  }
}
