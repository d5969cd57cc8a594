package io.posthorn.schedule;

import io.posthorn.message.Body;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the body of an adaptive task's answer says about its pace. */
public enum Answer {
  /** {@code done}: it runs no more. */
  DONE,
  /** {@code reset}: its pauses start over. */
  RESET,
  /** Anything else, or none: its pauses grow. */
  OTHER;

  private static final byte[] DONE_BYTES = "done".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESET_BYTES = "reset".getBytes(StandardCharsets.US_ASCII);

  /** What {@code body} says: exactly these bytes, without a line's end or blanks around them. */
  public static Answer of(Body body) {
    if (Arrays.equals(body.bytes(), DONE_BYTES)) {
      return DONE;
    }
    return Arrays.equals(body.bytes(), RESET_BYTES) ? RESET : OTHER;
  }
}
