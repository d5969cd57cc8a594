package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.Durability;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a queue's configuration. It is merged into another one (RFC 7396): a field left out stays,
 * null becomes the default again. The two retentions are values: given at all, they replace the
 * whole, so that a limit left out does not limit.
 */
final class QueueConfigReader {
  private static final List<String> FIELDS =
      List.of(
          "mode",
          "durability",
          "capacity",
          "lease",
          "ttl",
          "retainConsumed",
          "dead",
          "deduplicationWindow",
          "retry",
          "target",
          "ordered",
          "maxConcurrency",
          "rateLimit",
          "history");
  private static final List<String> RETENTION = List.of("count", "age", "bytes");

  private final BrokerLimits limits;

  QueueConfigReader(BrokerLimits limits) {
    this.limits = limits;
  }

  /** The fields of {@code body}; an empty body has none. */
  static Fields parse(byte[] body) {
    if (body.length == 0) {
      return new Fields(Json.TREES.createObjectNode(), FIELDS, "");
    }
    try {
      JsonNode node = Json.TREES.readTree(body);
      if (!node.isObject()) {
        throw ProblemException.of(
            ErrorCode.MALFORMED_JSON, "the body is no JSON object (expected: one)");
      }
      return new Fields(node, FIELDS, "");
    } catch (JsonProcessingException e) {
      throw JsonInput.malformed(e);
    } catch (IOException e) {
      throw JsonInput.malformed(e);
    }
  }

  /** The mode that {@code fields} names, or {@code otherwise}. */
  static QueueMode mode(Fields fields, QueueMode otherwise) {
    String name = fields.choice("mode", List.of("pull", "push"), QueueConfigJson.lower(otherwise));
    return QueueMode.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Whether {@code fields} ask for credentials or secrets that must be there already. */
  static boolean keeps(Fields fields) {
    return fields.given("target") && TargetFields.keeps(fields.node("target"));
  }

  /**
   * {@code current} changed by {@code fields}; null stands for the value in {@code defaults}.
   *
   * @param kept where masked credentials and ids of secrets come from
   */
  QueueConfig merge(Fields fields, QueueConfig current, QueueConfig defaults, QueueConfig kept) {
    QueueMode mode = mode(fields, current.mode());
    Duration lease = fields.duration("lease", current.lease(), defaults.lease());
    SettlementReader.checkLease("lease", lease, limits);
    Duration ttl =
        fields.given("ttl")
            ? fields.duration("ttl")
            : fields.has("ttl") ? defaults.ttl() : current.ttl();
    if (ttl != null && ttl.isZero()) {
      throw ProblemException.badField("ttl", "ttl: 0s (expected: more than 0, or null for none)");
    }
    return new QueueConfig(
        mode,
        durability(fields, current.durability()),
        fields.number(
            "capacity", current.capacity(), defaults.capacity(), 1, QueueConfig.MAX_CAPACITY),
        lease,
        ttl,
        retention(fields, "retainConsumed", current.retainConsumed(), defaults.retainConsumed()),
        retention(fields, "dead", current.dead(), defaults.dead()),
        fields.duration(
            "deduplicationWindow", current.deduplicationWindow(), defaults.deduplicationWindow()),
        retry(fields, current.retry(), defaults.retry()),
        current.ring(),
        PushFields.read(fields, mode, current.push(), defaults.push(), kept.push().target()),
        current.attributes());
  }

  private static @Nullable Durability durability(Fields fields, @Nullable Durability current) {
    if (!fields.has("durability")) {
      return current;
    }
    if (fields.isNull("durability")) {
      return null;
    }
    String name = fields.choice("durability", List.of("flushed", "buffered"), "flushed");
    return Durability.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Retention retention(
      Fields fields, String name, Retention current, Retention defaults) {
    if (!fields.has(name)) {
      return current;
    }
    if (fields.isNull(name)) {
      return defaults;
    }
    Fields inner = fields.object(name, RETENTION);
    return new Retention(
        inner.given("count") ? inner.number("count", 0, 0, 0, QueueConfig.MAX_CAPACITY) : null,
        inner.given("age") ? inner.duration("age") : null,
        inner.given("bytes") ? inner.number("bytes", 0, 0, 0, Long.MAX_VALUE) : null);
  }

  private static RetryPolicy retry(Fields fields, RetryPolicy current, RetryPolicy defaults) {
    if (!fields.has("retry")) {
      return current;
    }
    if (fields.isNull("retry")) {
      return defaults;
    }
    Fields inner = fields.object("retry", RetryFields.KNOWN);
    return RetryFields.read(inner, current, defaults);
  }
}
