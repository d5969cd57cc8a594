package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A queue of an HTQ.
 *
 * @param key of its tasks in Redis, a char for each byte
 * @param name as users call it
 * @param attribute its type, stepping_time and max_time_interval; those that were given
 */
record HtqQueue(String key, String name, ObjectNode attribute) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "type";

  /** Reads an entry of HTQ's list of queues; one without a type does what real_time does. */
  static HtqQueue read(String key, String prefix, String attribute) {
    ObjectNode known = JSON.createObjectNode();
    JsonNode given = JSON.createObjectNode();
    try {
      given = JSON.readTree(attribute.getBytes(ISO_8859_1));
    } catch (JsonProcessingException e) {
      // As HTQ lists it, without attributes.
    } catch (java.io.IOException e) {
      throw new ImportException(key + ": " + e.getMessage(), e);
    }
    for (String name : new String[] {TYPE, "stepping_time", "max_time_interval"}) {
      if (given.hasNonNull(name)) {
        known.put(name, given.get(name).asText());
      }
    }
    if (!known.has(TYPE) || known.get(TYPE).asText().isEmpty()) {
      known.put(TYPE, "real_time");
    }
    String name = key.startsWith(prefix) ? key.substring(prefix.length()) : key;
    return new HtqQueue(key, new String(name.getBytes(ISO_8859_1), UTF_8), known);
  }

  /** Whether its tasks run again and again, and are counted. */
  boolean isVariable() {
    return attribute.path(TYPE).asText().equals("variable");
  }

  /** The key of its counters. */
  String counters() {
    return key + "_times";
  }

  /** Its name and what it is. */
  @Override
  public String toString() {
    return name + " " + attribute;
  }
}
