package io.posthorn.http;

import io.netty.util.AsciiString;

/** Header names and values in the form that is written fastest. */
public final class HeaderText {
  private HeaderText() {}

  /** The text, whose chars must be below 256, each written as one byte. */
  public static CharSequence of(String latin1) {
    byte[] bytes = new byte[latin1.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) latin1.charAt(i);
    }
    return new AsciiString(bytes, false);
  }
}
