package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The bytes of a message. Immutable. */
public final class Body {
  /** No bytes. */
  public static final Body EMPTY = new Body(new byte[0]);

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of {@code bytes}. */
  public static Body of(byte[] bytes) {
    return new Body(bytes.clone());
  }

  /** The UTF-8 form of {@code text}. */
  public static Body text(String text) {
    return new Body(text.getBytes(UTF_8));
  }

  /** Takes {@code bytes}, which nobody changes any more. */
  static Body owning(byte[] bytes) {
    return new Body(bytes);
  }

  static Body base64(String text) {
    return new Body(Base64.getDecoder().decode(text));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes these are. */
  public int size() {
    return bytes.length;
  }

  /** As UTF-8; what is none is replaced by U+FFFD. */
  public String text() {
    return new String(bytes, UTF_8);
  }

  /** The bytes themselves, not to be changed. */
  byte[] shared() {
    return bytes;
  }

  /** {@code fields} with these bytes as text where they are some, else in base64. */
  Fields writeTo(Fields fields) {
    Fields others = fields.without("body").without("bodyBase64").without("json");
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return others.with("body", text);
    } catch (CharacterCodingException e) {
      return others.with("bodyBase64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Body body && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** How many bytes, not which: bodies may hold what no log should. */
  @Override
  public String toString() {
    return "Body[" + bytes.length + " bytes]";
  }
}
