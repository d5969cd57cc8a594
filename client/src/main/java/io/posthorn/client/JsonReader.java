package io.posthorn.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) into maps, lists, strings, longs, doubles, booleans and null. One document
 * each.
 */
final class JsonReader {
  /** Deeper than any answer; what is deeper would exhaust the stack. */
  private static final int MAX_DEPTH = 200;

  private static final int END = -1;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that is the whole of {@code text}.
   *
   * @throws IllegalArgumentException when it is no JSON; the message says where it stops being any
   */
  static @Nullable Object read(String text) {
    var reader = new JsonReader(text);
    Object value = reader.value(0);
    if (reader.peek() != END) {
      throw reader.wrong("the end");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("at most " + MAX_DEPTH + " levels");
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    at++;
    if (skip('}')) {
      return map;
    }
    do {
      if (peek() != '"') {
        throw wrong("a name");
      }
      String name = string();
      if (!skip(':')) {
        throw wrong("':'");
      }
      map.put(name, value(depth + 1));
    } while (skip(','));
    if (!skip('}')) {
      throw wrong("',' or '}'");
    }
    return map;
  }

  private List<@Nullable Object> array(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    at++;
    if (skip(']')) {
      return list;
    }
    do {
      list.add(value(depth + 1));
    } while (skip(','));
    if (!skip(']')) {
      throw wrong("',' or ']'");
    }
    return list;
  }

  private String string() {
    int start = ++at;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    var out = new StringBuilder(text.substring(start, at));
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c == '\\') {
        at++;
        out.append(escaped());
      } else if (isPlain(c)) {
        out.append(c);
        at++;
      } else {
        throw wrong("no control character");
      }
    }
    throw wrong("'\"'");
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\';
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at) : 0;
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw wrong("an escape");
      }
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = at < text.length() ? hex(text.charAt(at)) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  /** Unlike Character.digit, knows no digits but those of ASCII. */
  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("a value");
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int start = at;
    take('-');
    if (!take('0') && digits() == 0) {
      at = start;
      throw wrong("a value");
    }
    boolean whole = true;
    if (take('.')) {
      whole = false;
      needDigits();
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) {
        take('-');
      }
      needDigits();
    }
    String number = text.substring(start, at);
    try {
      return whole ? (Number) Long.valueOf(number) : Double.valueOf(number);
    } catch (NumberFormatException e) {
      // Beyond a long.
      return Double.valueOf(number);
    }
  }

  private void needDigits() {
    if (digits() == 0) {
      throw wrong("a digit");
    }
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean skip(char c) {
    peek();
    return take(c);
  }

  /** The next character that is no blank, which stays; {@link #END} at the end. */
  private int peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private IllegalArgumentException wrong(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "no JSON: " + found + " at character " + at + " (expected: " + expected + ")");
  }
}
