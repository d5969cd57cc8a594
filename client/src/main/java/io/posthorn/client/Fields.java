package io.posthorn.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: what requests are made of, and answers are read from. Immutable. Fields that are
 * read must have the type that is asked for; an {@link IllegalArgumentException} names one that has
 * not.
 */
final class Fields {
  static final Fields NONE = new Fields(Map.of());

  private final Map<String, @Nullable Object> values;

  private Fields(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /** The object that {@code text} is. */
  static Fields parse(String text) {
    return of("answer", JsonReader.read(text));
  }

  @SuppressWarnings("unchecked") // the reader's maps have no other keys
  private static Fields of(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Fields(Collections.unmodifiableMap((Map<String, @Nullable Object>) map));
    }
    throw new IllegalArgumentException(name + ": " + value + " (expected: an object)");
  }

  Map<String, @Nullable Object> values() {
    return values;
  }

  /** The same with one field more, or another value in its place; null is a value, too. */
  Fields with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
    copy.put(name, value instanceof Fields fields ? fields.values : value);
    return new Fields(Collections.unmodifiableMap(copy));
  }

  Fields without(String name) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
    copy.remove(name);
    return new Fields(Collections.unmodifiableMap(copy));
  }

  Fields withDuration(String name, Duration value) {
    return with(name, Durations.format(name, value));
  }

  boolean has(String name) {
    return values.get(name) != null;
  }

  @Nullable String textOrNull(String name) {
    Object value = values.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new IllegalArgumentException(name + ": " + value + " (expected: a string)");
  }

  String text(String name) {
    String value = textOrNull(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** {@code absent} where there is none. */
  long number(String name, long absent) {
    Object value = values.get(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException(name + ": " + value + " (expected: a number)");
  }

  long number(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    return number(name, 0);
  }

  /** False where there is none. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  @Nullable Instant instant(String name) {
    String value = textOrNull(name);
    return value == null ? null : Instant.parse(value);
  }

  @Nullable Duration duration(String name) {
    String value = textOrNull(name);
    return value == null ? null : Durations.parse(value);
  }

  @Nullable Fields objectOrNull(String name) {
    return has(name) ? of(name, values.get(name)) : null;
  }

  Fields object(String name) {
    Fields value = objectOrNull(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** What {@code item} makes of each object in an array; none where there is no array. */
  <T> List<T> list(String name, Function<Fields, T> item) {
    Object value = values.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> items)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: an array)");
    }
    List<T> list = new ArrayList<>(items.size());
    for (Object one : items) {
      list.add(item.apply(of(name, one)));
    }
    return Collections.unmodifiableList(list);
  }

  /** The strings of an array. */
  List<String> texts(String name) {
    return values.get(name) instanceof List<?> items
        ? items.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The bytes in a field, or in the one of its name and {@code Base64}; null = neither. */
  @Nullable Body body(String name) {
    String text = textOrNull(name);
    if (text != null) {
      return Body.text(text);
    }
    String base64 = textOrNull(name + "Base64");
    return base64 == null ? null : Body.base64(base64);
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(name + ": missing");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fields fields && values.equals(fields.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** As JSON. */
  @Override
  public String toString() {
    return Json.text(this);
  }
}
