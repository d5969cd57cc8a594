package io.posthorn.protocol.htq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.posthorn.http.Exchange;
import io.posthorn.http.FormException;
import io.posthorn.http.FormFields;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request, in any of the three encodings that clients of HTQ have used. JSON values
 * become text: strings as they are, the rest as JSON. An empty field is one that did not come.
 */
final class HtqFields {
  /** Most bytes of a body: those of the fields, and some for what frames them. */
  static final int MAX_BODY = FormFields.MAX_BYTES + (64 << 10);

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(100).maxTokenCount(100_000).build())
          .build();

  private static final ObjectReader JSON =
      new ObjectMapper(FACTORY)
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** A body that can't be read. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    final int status;

    UnreadableException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private final Map<String, String> values;

  private HtqFields(Map<String, String> values) {
    this.values = values;
  }

  /** The fields in the body of {@code exchange}; none when it says nothing that is known. */
  static HtqFields read(Exchange exchange) throws UnreadableException {
    if (exchange.body().length > MAX_BODY) {
      throw new UnreadableException(413, "The body is larger than this server accepts.");
    }
    if (FormFields.isForm(exchange)) {
      try {
        return new HtqFields(FormFields.read(exchange).values());
      } catch (FormException e) {
        throw new UnreadableException(e.status(), String.valueOf(e.getMessage()));
      }
    }
    return isJson(exchange) ? json(exchange.body()) : new HtqFields(Map.of());
  }

  @Nullable String get(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * The entries of a JSON object, or of an array by index; none where it is null, empty or absent.
   */
  Map<String, String> entries(String name) {
    String text = get(name);
    if (text == null) {
      return Map.of();
    }
    JsonNode node;
    try {
      node = JSON.readValue(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + ": no JSON (expected: an object)", e);
    }
    Map<String, String> entries = new LinkedHashMap<>();
    if (node.isObject()) {
      node.properties().forEach(entry -> entries.put(entry.getKey(), text(entry.getValue())));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        entries.put(Integer.toString(i), text(node.get(i)));
      }
    } else if (!node.isNull()) {
      throw new IllegalArgumentException(name + ": a value (expected: a JSON object)");
    }
    return entries;
  }

  /** Reads field by field, so that a large body of small values does not become many times it. */
  private static HtqFields json(byte[] body) throws UnreadableException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser in = FACTORY.createParser(body)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          String value = text(in);
          if (value == null) {
            values.remove(name);
          } else {
            values.put(name, value);
          }
        }
      } else {
        in.skipChildren();
      }
      if (in.nextToken() != null) {
        throw new UnreadableException(400, "The body is more than one JSON value.");
      }
    } catch (StreamConstraintsException e) {
      throw new UnreadableException(413, "The body's JSON is larger than this server accepts.");
    } catch (IOException e) {
      throw new UnreadableException(400, "The body is no JSON.");
    }
    return new HtqFields(values);
  }

  /** The value that comes next; null when it says null. */
  private static @Nullable String text(JsonParser in) throws IOException {
    JsonToken token = in.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      return in.getText();
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    var text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      out.copyCurrentStructure(in);
    }
    return text.toString();
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }

  private static boolean isJson(Exchange exchange) {
    String type = exchange.header("Content-Type");
    return type != null && type.trim().toLowerCase(Locale.ROOT).startsWith("application/json");
  }
}
