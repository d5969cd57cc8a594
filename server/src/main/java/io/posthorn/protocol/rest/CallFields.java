package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.message.Header;
import io.posthorn.message.HttpMethods;
import io.posthorn.message.StatusSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads and writes what queues and tasks both say about a call. */
final class CallFields {
  private CallFields() {}

  /** The method called {@code text} in upper or lower case. */
  static String method(String field, String text) {
    try {
      return HttpMethods.parse(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(field, prefixed(field, e));
    }
  }

  /** Statuses: an array of {@code 200}, {@code "2xx"}, {@code "200-299"} or {@code "any"}. */
  static StatusSet success(String field, JsonNode node) {
    List<String> labels = new ArrayList<>();
    if (!node.isArray()) {
      throw ProblemException.badField(
          field, field + ": no array (expected: an array like [\"2xx\", 304])");
    }
    for (JsonNode one : node) {
      if (!one.isTextual() && !one.isIntegralNumber()) {
        throw ProblemException.badField(
            field, field + ": " + one.getNodeType() + " (expected: strings or numbers)");
      }
      labels.add(one.asText());
    }
    try {
      return StatusSet.of(labels);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(field, prefixed(field, e));
    }
  }

  static void write(StatusSet success, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("successStatus");
    for (String label : success.labels()) {
      out.writeString(label);
    }
    out.writeEndArray();
  }

  /** Headers as an object, credentials masked. Those of one name are combined, as HTTP allows. */
  static void write(List<Header> headers, JsonGenerator out) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (Header header : headers) {
      String id = header.name().toLowerCase(Locale.ROOT);
      names.putIfAbsent(id, header.name());
      values.merge(id, header.value(), (a, b) -> a + ", " + b);
      if (header.isCredential()) {
        values.put(id, HeaderChanges.MASK);
      }
    }
    out.writeObjectFieldStart("headers");
    for (Map.Entry<String, String> one : names.entrySet()) {
      out.writeStringField(one.getValue(), values.getOrDefault(one.getKey(), ""));
    }
    out.writeEndObject();
  }

  /** The sentence of {@code e}, which begins with the last name of {@code field} or not at all. */
  static String prefixed(String field, IllegalArgumentException e) {
    String sentence = String.valueOf(e.getMessage());
    String last = field.substring(field.lastIndexOf('.') + 1);
    return sentence.startsWith(last + ":")
        ? field + sentence.substring(last.length())
        : field + ": " + sentence;
  }
}
