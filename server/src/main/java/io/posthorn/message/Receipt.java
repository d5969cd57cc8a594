package io.posthorn.message;

import java.util.Optional;

/**
 * Proof of one lease. {@code deliveries} counts how often the message was handed out and never
 * resets, so that the receipt of an earlier lease can't settle a later one. Text form: three
 * hexadecimal numbers, {@code 19a3f0c2b1d-2a-1}.
 */
public record Receipt(long incarnation, long sequence, long deliveries) {
  /** Reads the text form; empty when it is none. */
  public static Optional<Receipt> parse(String text) {
    long[] parts = HexParts.parse(text, 3);
    return parts.length == 0
        ? Optional.empty()
        : Optional.of(new Receipt(parts[0], parts[1], parts[2]));
  }

  /** The message that was leased. */
  public MessageId id() {
    return new MessageId(incarnation, sequence);
  }

  @Override
  public String toString() {
    return id().toString() + '-' + Long.toHexString(deliveries);
  }
}
