package io.posthorn.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of keys in a configuration file: entries of id, role, queues and hash, which become the
 * one text that the setting is everywhere else.
 */
final class KeyEntries {
  private static final List<String> FIELDS = List.of("id", "role", "queues", "hash");

  private KeyEntries() {}

  /** Reads the array that {@code parser} is at the beginning of. */
  static String read(JsonParser parser, String name, String origin) throws IOException {
    List<String> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new ConfigException(
            name
                + ": '"
                + parser.getText()
                + "' (expected: entries of id, role, queues and hash), set by "
                + origin);
      }
      entries.add(entry(parser, name, origin));
    }
    return String.join(";", entries);
  }

  private static String entry(JsonParser parser, String name, String origin) throws IOException {
    Map<String, String> fields = new HashMap<>(Map.of("queues", "*"));
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      if (!FIELDS.contains(field)) {
        throw new ConfigException(Nearest.unknown("field of " + name, field, FIELDS, origin));
      }
      parser.nextToken();
      fields.put(field, value(parser, name + "." + field, origin));
    }
    for (String field : FIELDS) {
      if (!fields.containsKey(field)) {
        throw new ConfigException(
            name
                + ": an entry without "
                + field
                + " (expected: id, role, queues and hash), set by "
                + origin);
      }
    }
    return String.join(
        " ", fields.get("id"), fields.get("role"), fields.get("queues"), fields.get("hash"));
  }

  /** One value, or a list of them, as texts separated by commas. */
  private static String value(JsonParser parser, String name, String origin) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return scalar(parser, name, origin);
    }
    List<String> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(scalar(parser, name, origin));
    }
    return String.join(",", values);
  }

  private static String scalar(JsonParser parser, String name, String origin) throws IOException {
    if (!parser.currentToken().isScalarValue() || parser.getText().isBlank()) {
      throw new ConfigException(name + ": no text (expected: one value), set by " + origin);
    }
    return parser.getText().replaceAll("\\s*,\\s*", ",").trim();
  }
}
