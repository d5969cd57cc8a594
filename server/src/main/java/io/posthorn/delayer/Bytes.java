package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** An id or a topic: any bytes. */
record Bytes(byte[] value) {
  /** Appends them to a line, control characters spelt out so that it stays one line. */
  void show(ByteArrayOutputStream line) {
    for (byte b : value) {
      if (b >= 0 && b < ' ' || b == 127) {
        line.writeBytes(("\\x" + HexFormat.of().toHexDigits(b)).getBytes(US_ASCII));
      } else {
        line.write(b);
      }
    }
  }

  /** Appends {@code all} like {@code [a,b]}. */
  static void show(List<Bytes> all, ByteArrayOutputStream line) {
    line.write('[');
    for (int i = 0; i < all.size(); i++) {
      if (i > 0) {
        line.write(',');
      }
      all.get(i).show(line);
    }
    line.write(']');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }
}
