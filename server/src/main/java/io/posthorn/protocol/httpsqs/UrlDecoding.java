package io.posthorn.protocol.httpsqs;

import java.util.Arrays;

/**
 * Percent-decoding to bytes as the original does it: {@code +} is a blank, {@code %XX} a byte, a
 * malformed sequence stays as it is. Text is one char per byte throughout; no charset is involved.
 */
final class UrlDecoding {
  private UrlDecoding() {}

  /** Decodes {@code bytes}; returns the same array when there is nothing to decode. */
  static byte[] decode(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && bytes[i] != '%' && bytes[i] != '+') {
      i++;
    }
    if (i == bytes.length) {
      return bytes;
    }
    byte[] out = bytes.clone();
    int size = i;
    for (; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '+') {
        b = ' ';
      } else if (b == '%' && i + 2 < bytes.length) {
        int high = hex(bytes[i + 1]);
        int low = hex(bytes[i + 2]);
        if (high >= 0 && low >= 0) {
          b = (byte) (high << 4 | low);
          i += 2;
        }
      }
      out[size++] = b;
    }
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  /** Decodes the part of {@code text} from {@code start} to {@code end}. */
  static String decode(String text, int start, int end) {
    int i = start;
    while (i < end && text.charAt(i) != '%' && text.charAt(i) != '+') {
      i++;
    }
    if (i == end) {
      return text.substring(start, end);
    }
    var out = new StringBuilder(end - start).append(text, start, i);
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (c == '+') {
        c = ' ';
      } else if (c == '%' && i + 2 < end) {
        int high = hex(text.charAt(i + 1));
        int low = hex(text.charAt(i + 2));
        if (high >= 0 && low >= 0) {
          c = (char) (high << 4 | low);
          i += 2;
        }
      }
      out.append(c);
    }
    return out.toString();
  }

  private static int hex(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
