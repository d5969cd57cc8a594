package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A job of Delayer. Texts have a char for each byte.
 *
 * @param id names it
 * @param topic the list in which it is ready, or will be
 * @param body what is to be done; null = it has expired
 * @param due when it is ready, in seconds; null = it is
 * @param life how long its body is kept from now on, in milliseconds; -1 = for ever
 */
record DelayerJob(
    String id, @Nullable String topic, @Nullable String body, @Nullable Double due, long life) {
  private static final int MAX_KEY_BYTES = 256;
  private static final double LAST = 253_402_300_799d;

  /** Why it can't be brought over at {@code now}; null = it can. */
  @Nullable String problem(Instant now) {
    if (topic == null || topic.isEmpty() || body == null || body.isEmpty()) {
      return "expired, or no topic or body";
    }
    if (due != null && !(Math.abs(due) <= LAST)) {
      return "due at " + due + " (expected: a unix second)";
    }
    return life >= 0 && lifeWhenReady(now).toMillis() <= 0 ? "expires before it is due" : null;
  }

  /** What tells it from others. */
  String name() {
    return Notes.id(
        "delayer", id, String.valueOf(due), String.valueOf(topic), String.valueOf(body));
  }

  /** Sets the fields of a message. */
  void writeTo(ObjectNode fields, Instant now) {
    byte[] bytes = String.valueOf(body).getBytes(ISO_8859_1);
    fields.put("bodyBase64", Base64.getEncoder().encodeToString(bytes));
    fields.put("idempotencyKey", name());
    String key = key();
    if (key != null) {
      fields.put("key", key);
    }
    if (isLater(now)) {
      fields.put("visibleAt", dueAt().toString());
    }
    if (life >= 0) {
      fields.put("ttl", lifeWhenReady(now).toMillis() + "ms");
    }
  }

  /** How many bytes its message takes, about. */
  long size() {
    return 400 + (body == null ? 0 : body.length() * 4L / 3);
  }

  private Duration lifeWhenReady(Instant now) {
    Duration left = Duration.ofMillis(life);
    return isLater(now) ? left.minus(Duration.between(now, dueAt())) : left;
  }

  private boolean isLater(Instant now) {
    return due != null && dueAt().isAfter(now);
  }

  private Instant dueAt() {
    return Instant.ofEpochMilli(due == null ? 0 : (long) (due * 1000));
  }

  /** The id where it can be a key. */
  private @Nullable String key() {
    byte[] bytes = id.getBytes(ISO_8859_1);
    if (bytes.length == 0 || bytes.length > MAX_KEY_BYTES) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
