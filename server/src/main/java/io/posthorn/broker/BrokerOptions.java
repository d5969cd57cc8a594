package io.posthorn.broker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a broker behaves.
 *
 * @param createOnUse whether a message for a queue that does not exist makes it
 * @param housekeeping pause between two small steps of a round that expires messages, queue after
 *     queue; null = the engine does that by itself
 * @param closeWithin longest wait of {@link Broker#close} for what is in flight
 */
public record BrokerOptions(
    boolean createOnUse, @Nullable Duration housekeeping, Duration closeWithin) {
  /** Creates on use and leaves housekeeping to the engine. */
  public static final BrokerOptions DEFAULT = new BrokerOptions(true, null, Duration.ofSeconds(10));

  /** The defaults, but for creation on use. */
  public static BrokerOptions createOnUse(boolean createOnUse) {
    return new BrokerOptions(createOnUse, DEFAULT.housekeeping, DEFAULT.closeWithin);
  }
}
