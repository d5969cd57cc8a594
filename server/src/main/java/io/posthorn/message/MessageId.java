package io.posthorn.message;

import java.util.Optional;

/**
 * Names one message for ever: the incarnation of its queue (a queue deleted and made again is
 * another one) and its sequence there. Text form: both in lower-case hexadecimal, {@code
 * 19a3f0c2b1d-2a}.
 */
public record MessageId(long incarnation, long sequence) {
  /** Reads the text form; empty when it is none. */
  public static Optional<MessageId> parse(String text) {
    long[] parts = HexParts.parse(text, 2);
    return parts.length == 0 ? Optional.empty() : Optional.of(new MessageId(parts[0], parts[1]));
  }

  @Override
  public String toString() {
    return Long.toHexString(incarnation) + '-' + Long.toHexString(sequence);
  }
}
