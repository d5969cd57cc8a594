package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259). Objects are {@link Map}s or {@link Fields}, arrays {@link List}s, the
 * rest strings, numbers, booleans and null; {@link Raw} is text that is JSON already.
 */
final class Json {
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /** JSON that somebody else wrote. */
  record Raw(String text) {
    /**
     * Takes {@code text} as it is, but for line ends, which would end a line of a batch.
     *
     * @throws IllegalArgumentException when it is no JSON; the message says where it stops being
     *     any
     */
    static Raw of(String text) {
      JsonReader.read(text);
      // Strings have none, so these stand between values.
      return new Raw(text.replace('\n', ' ').replace('\r', ' ').strip());
    }
  }

  /** The bytes of {@code value}. */
  static byte[] bytes(@Nullable Object value) {
    return text(value).getBytes(UTF_8);
  }

  /** {@code value} on one line. */
  static String text(@Nullable Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    if (value instanceof String text) {
      string(text, out);
    } else if (value instanceof Raw raw) {
      out.append(raw.text());
    } else if (value instanceof Fields fields) {
      object(fields.values(), out);
    } else if (value instanceof Map<?, ?> map) {
      object(map, out);
    } else if (value instanceof List<?> list) {
      array(list, out);
    } else if (value == null || value instanceof Boolean || isNumber(value)) {
      out.append(value);
    } else {
      throw new IllegalArgumentException(
          "'"
              + value
              + "', a "
              + value.getClass().getSimpleName()
              + " (expected: a string, a number, a boolean, a list, a map or null)");
    }
  }

  /** JSON knows neither infinity nor NaN. */
  private static boolean isNumber(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    char before = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before);
      string(String.valueOf(entry.getKey()), out);
      out.append(':');
      write(entry.getValue(), out);
      before = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void array(List<?> list, StringBuilder out) {
    char before = '[';
    for (Object item : list) {
      out.append(before);
      write(item, out);
      before = ',';
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
