package io.posthorn.protocol.rest;

import io.posthorn.message.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request: each known to its route, none given twice unless the route
 * lets it.
 */
final class Query {
  private static final Query NONE = new Query(List.of(), List.of());

  private final List<String> names;
  private final List<String> values;

  private Query(List<String> names, List<String> values) {
    this.names = names;
    this.values = values;
  }

  /** Reads {@code raw}; parameters beyond {@code known}, or given twice, are refused. */
  static Query parse(@Nullable String raw, List<String> known) {
    return parse(raw, known, List.of());
  }

  /** The same, but those of {@code repeatable} may be given many times. */
  static Query parse(@Nullable String raw, List<String> known, List<String> repeatable) {
    if (raw == null || raw.isEmpty()) {
      return NONE;
    }
    List<String> names = new ArrayList<>(4);
    List<String> values = new ArrayList<>(4);
    int from = 0;
    while (from <= raw.length()) {
      int and = raw.indexOf('&', from);
      int to = and < 0 ? raw.length() : and;
      if (to > from) {
        int equals = raw.indexOf('=', from);
        int nameEnd = equals < 0 || equals > to ? to : equals;
        String name = decode(raw, from, nameEnd);
        if (!known.contains(name)) {
          throw ProblemException.unknownParameter(name, known);
        }
        if (names.contains(name) && !repeatable.contains(name)) {
          throw ProblemException.badField(name, name + ": given twice (expected: once)");
        }
        names.add(name);
        values.add(decode(raw, Math.min(nameEnd + 1, to), to));
      }
      from = to + 1;
    }
    return new Query(names, values);
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /** Names and values in the order given, decoded to one char per byte. */
  void forEach(java.util.function.BiConsumer<String, String> action) {
    for (int i = 0; i < names.size(); i++) {
      action.accept(names.get(i), values.get(i));
    }
  }

  /** The value decoded to one char per byte; null when it was not given. */
  @Nullable String latin1(String name) {
    int i = names.indexOf(name);
    return i < 0 ? null : values.get(i);
  }

  /** The value as text; null when it was not given. */
  @Nullable String text(String name) {
    String latin1 = latin1(name);
    return latin1 == null ? null : Percent.text(name, latin1);
  }

  @Nullable Duration duration(String name) {
    String text = latin1(name);
    return text == null ? null : duration(name, text);
  }

  /** Reads {@code text}, the value of {@code field}. */
  static Duration duration(String field, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(field, field + ": " + e.getMessage());
    }
  }

  @Nullable Instant instant(String name) {
    String text = latin1(name);
    // An offset's plus sign that was not percent-encoded has been read as a blank.
    return text == null ? null : Rfc3339.parse(name, text.replace(' ', '+'));
  }

  /** A flag, {@code true} or {@code false}. */
  boolean flag(String name, boolean otherwise) {
    String text = latin1(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw ProblemException.notOneOf(name, text, List.of("true", "false"));
    }
    return text.equals("true");
  }

  /**
   * A whole number from {@code least} to {@code most}, beyond which it is the server's limit that
   * is named.
   */
  long number(String name, long otherwise, long least, long most) {
    String text = latin1(name);
    return text == null ? otherwise : number(name, text, least, most);
  }

  private static long number(String field, String text, long least, long most) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long value = !digits ? -1 : text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text);
    String detail = field + ": '" + text + "' (expected: " + least + " to " + most + ")";
    if (value < least) {
      throw ProblemException.badField(field, detail);
    }
    if (value > most) {
      throw ProblemException.beyondLimit(field, detail + "; that is this server's limit");
    }
    return value;
  }

  private static String decode(String raw, int from, int to) {
    try {
      return Percent.decode(raw, from, to, true);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("query", "query: " + e.getMessage());
    }
  }
}
