package io.posthorn.protocol.rest;

/** Tells text from other bytes. */
final class Utf8 {
  private Utf8() {}

  /** Whether {@code bytes} is well-formed UTF-8 (Unicode 15, table 3-7). */
  static boolean isValid(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && bytes[i] >= 0) {
      i++;
    }
    while (i < bytes.length) {
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** Whether every surrogate of {@code text} has its other half, so that it has a UTF-8 form. */
  static boolean isEncodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(++i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Bytes of the well-formed sequence at {@code i}; 0 when there is none. */
  private static int sequenceLength(byte[] bytes, int i) {
    int first = bytes[i] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (i + length > bytes.length) {
      return 0;
    }
    int second = bytes[i + 1] & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int j = i + 2; j < i + length; j++) {
      if ((bytes[j] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
