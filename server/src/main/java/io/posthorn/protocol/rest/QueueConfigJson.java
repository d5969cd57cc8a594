package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Durations;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a queue's configuration as JSON, and knows its defaults. {@link QueueConfigReader} reads
 * it.
 */
final class QueueConfigJson {
  private QueueConfigJson() {}

  static void write(QueueConfig config, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("mode", lower(config.mode()));
    if (config.durability() == null) {
      out.writeNullField("durability");
    } else {
      out.writeStringField("durability", lower(config.durability()));
    }
    out.writeNumberField("capacity", config.capacity());
    out.writeStringField("lease", Durations.format(config.lease()));
    duration("ttl", config.ttl(), out);
    write("retainConsumed", config.retainConsumed(), out);
    write("dead", config.dead(), out);
    duration("deduplicationWindow", config.deduplicationWindow(), out);
    RetryFields.write(config.retry(), out);
    if (config.mode() == QueueMode.PUSH) {
      PushFields.write(config.push(), out);
    }
    out.writeEndObject();
  }

  /** The defaults of a queue of {@code mode}. */
  static QueueConfig defaults(QueueMode mode) {
    return mode == QueueMode.PULL ? QueueConfig.PULL : QueueConfig.PUSH;
  }

  /**
   * The defaults that a queue has which is {@code existing} now: what makes it a queue of another
   * protocol is not its native owner's to change. Where it carries that protocol's attributes, how
   * it delivers is part of it, and stays where nothing else is said.
   */
  static QueueConfig defaults(QueueMode mode, QueueConfig existing) {
    QueueConfig defaults = existing.ring() ? QueueConfig.HTTPSQS : defaults(mode);
    return new QueueConfig(
        mode,
        defaults.durability(),
        defaults.capacity(),
        defaults.lease(),
        defaults.ttl(),
        defaults.retainConsumed(),
        defaults.dead(),
        defaults.deduplicationWindow(),
        defaults.retry(),
        existing.ring(),
        mode == QueueMode.PUSH && existing.mode() == mode && !existing.attributes().isEmpty()
            ? existing.push()
            : defaults.push(),
        existing.attributes());
  }

  private static void write(String name, Retention retention, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart(name);
    if (retention.count() != null) {
      out.writeNumberField("count", retention.count());
    }
    if (retention.age() != null) {
      duration("age", retention.age(), out);
    }
    if (retention.bytes() != null) {
      out.writeNumberField("bytes", retention.bytes());
    }
    out.writeEndObject();
  }

  private static void duration(String name, @Nullable Duration value, JsonGenerator out)
      throws IOException {
    if (value == null) {
      out.writeNullField(name);
    } else {
      out.writeStringField(name, Durations.format(value));
    }
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
