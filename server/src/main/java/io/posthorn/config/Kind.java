package io.posthorn.config;

import io.posthorn.access.AccessKey;
import io.posthorn.message.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the text of a setting is read. */
@FunctionalInterface
interface Kind<T> {
  /** Reads {@code text}; an {@link IllegalArgumentException} names offending and expected value. */
  T parse(String text);

  /** Any text. */
  static Kind<String> text() {
    return text -> text;
  }

  /** Any text but the empty one. */
  static Kind<String> name() {
    return text -> {
      if (text.isBlank()) {
        throw new IllegalArgumentException("'' is empty (expected: some text)");
      }
      return text;
    };
  }

  /** A whole number from {@code min} to {@code max}. */
  static Kind<Long> number(long min, long max) {
    return text -> {
      long number;
      try {
        number = Long.parseLong(text.replace("_", ""));
      } catch (NumberFormatException e) {
        throw outside(text, Long.toString(min), Long.toString(max));
      }
      if (number < min || number > max) {
        throw outside(text, Long.toString(min), Long.toString(max));
      }
      return number;
    };
  }

  /** As {@link #number}, for what fits an int. */
  static Kind<Integer> integer(int min, int max) {
    Kind<Long> number = number(min, max);
    return text -> Math.toIntExact(number.parse(text));
  }

  /** A size from {@code min} to {@code max}, given as text. */
  static Kind<Long> size(String min, String max) {
    return text -> {
      long size = Sizes.parse(text);
      if (size < Sizes.parse(min) || size > Sizes.parse(max)) {
        throw outside(text, min, max);
      }
      return size;
    };
  }

  /** As {@link #size}, for what fits an int. */
  static Kind<Integer> bytes(String min, String max) {
    Kind<Long> size = size(min, max);
    return text -> Math.toIntExact(size.parse(text));
  }

  /** A duration from {@code min} to {@code max}, given as text. */
  static Kind<Duration> duration(String min, String max) {
    return text -> {
      Duration duration = Durations.parse(text);
      if (duration.compareTo(Durations.parse(min)) < 0
          || duration.compareTo(Durations.parse(max)) > 0) {
        throw outside(text, min, max);
      }
      return duration;
    };
  }

  /** A whole number of per cent from {@code min} to {@code max}, with its sign. */
  static Kind<Integer> percent(int min, int max) {
    Kind<Integer> number = integer(min, max);
    return text -> {
      if (!text.endsWith("%")) {
        throw outside(text, min + "%", max + "%");
      }
      return number.parse(text.substring(0, text.length() - 1));
    };
  }

  /** Texts separated by commas, without the blanks around them. */
  static Kind<List<String>> names() {
    return text ->
        Arrays.stream(text.split(",")).map(String::trim).filter(name -> !name.isEmpty()).toList();
  }

  /** Keys, separated by semicolons. */
  static Kind<List<AccessKey>> accessKeys() {
    return AccessKey::parseAll;
  }

  /** One of {@code choices}, as they are written. */
  static Kind<String> oneOf(String... choices) {
    return text -> {
      if (!List.of(choices).contains(text)) {
        throw new IllegalArgumentException(
            "'" + text + "' (expected: " + String.join(" or ", choices) + ")");
      }
      return text;
    };
  }

  /** {@code true} or {@code false}. */
  static Kind<Boolean> flag() {
    return text ->
        switch (text.toLowerCase(Locale.ROOT)) {
          case "true", "yes", "on", "1" -> true;
          case "false", "no", "off", "0" -> false;
          default -> throw new IllegalArgumentException("'" + text + "' (expected: true or false)");
        };
  }

  /** One of an enum's constants, whatever the case. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    return text -> {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException(
          "'"
              + text
              + "' (expected: "
              + Arrays.stream(type.getEnumConstants())
                  .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(" or "))
              + ")");
    };
  }

  private static IllegalArgumentException outside(String text, String min, String max) {
    return new IllegalArgumentException("'" + text + "' (expected: " + min + " to " + max + ")");
  }
}
