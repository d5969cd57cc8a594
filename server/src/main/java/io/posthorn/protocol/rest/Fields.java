package io.posthorn.protocol.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.message.Durations;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * The fields of a JSON object of a configuration, all of them known. Errors name the whole path of
 * the field.
 */
final class Fields {
  private final JsonNode node;
  private final String prefix;

  /**
   * Refuses fields of {@code node} beyond {@code known}; {@code prefix} is the path that leads to
   * it.
   */
  Fields(JsonNode node, List<String> known, String prefix) {
    this.node = node;
    this.prefix = prefix;
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        List<String> paths = known.stream().map(prefix::concat).toList();
        throw ProblemException.unknownField(prefix + name, paths);
      }
    }
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** Whether {@code name} is there and not null. */
  boolean given(String name) {
    return node.hasNonNull(name);
  }

  boolean isNull(String name) {
    return node.path(name).isNull();
  }

  /** The value {@code name}, which is there. */
  JsonNode node(String name) {
    return node.get(name);
  }

  /** The path of {@code name}. */
  String path(String name) {
    return prefix + name;
  }

  /** The string {@code name}, which is there. */
  String text(String name) {
    JsonNode value = node.get(name);
    if (!value.isTextual()) {
      throw wrong(name, "a string");
    }
    if (!Utf8.isEncodable(value.textValue())) {
      throw ProblemException.badField(
          path(name), path(name) + ": half of a surrogate pair (expected: Unicode text)");
    }
    return value.textValue();
  }

  /** A flag; {@code current} when left out, {@code defaults} when null. */
  boolean flag(String name, boolean current, boolean defaults) {
    if (!has(name) || isNull(name)) {
      return has(name) ? defaults : current;
    }
    if (!node.get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return node.get(name).booleanValue();
  }

  /** The object {@code name}, with fields of {@code known} only. */
  Fields object(String name, List<String> known) {
    JsonNode inner = node.get(name);
    if (!inner.isObject()) {
      throw wrong(name, "an object");
    }
    return new Fields(inner, known, prefix + name + ".");
  }

  /** One of {@code allowed}; {@code current} when left out or null. */
  String choice(String name, List<String> allowed, String current) {
    if (!has(name) || isNull(name)) {
      return current;
    }
    String value = node.get(name).asText();
    if (!node.get(name).isTextual() || !allowed.contains(value)) {
      throw ProblemException.notOneOf(prefix + name, value, allowed);
    }
    return value;
  }

  /**
   * A whole number between the bounds; {@code current} when left out, {@code defaults} when null.
   */
  long number(String name, long current, long defaults, long least, long most) {
    if (!has(name) || isNull(name)) {
      return has(name) ? defaults : current;
    }
    JsonNode value = node.get(name);
    if (!value.isIntegralNumber()) {
      throw wrong(name, "a whole number from " + least + " to " + most);
    }
    if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
      throw wrong(name, least + " to " + most);
    }
    return value.longValue();
  }

  /** A number between the bounds; {@code current} when left out, {@code defaults} when null. */
  double decimal(String name, double current, double defaults, int least, int most) {
    if (!has(name) || isNull(name)) {
      return has(name) ? defaults : current;
    }
    JsonNode value = node.get(name);
    if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
      throw wrong(name, "a number from " + least + " to " + most);
    }
    return value.doubleValue();
  }

  /** A duration; {@code current} when left out, {@code defaults} when null. */
  Duration duration(String name, Duration current, Duration defaults) {
    return !has(name) ? current : isNull(name) ? defaults : duration(name);
  }

  /** The duration {@code name}, which is there. */
  Duration duration(String name) {
    JsonNode value = node.get(name);
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw wrong(name, "a duration like \"30s\", or a whole number of seconds");
    }
    try {
      return Durations.parse(value.asText());
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(prefix + name, prefix + name + ": " + e.getMessage());
    }
  }

  ProblemException wrong(String name, String expected) {
    String found = node.get(name).toString();
    String shown = found.length() > 100 ? found.substring(0, 100) + "..." : found;
    return ProblemException.badField(
        prefix + name, prefix + name + ": " + shown + " (expected: " + expected + ")");
  }
}
