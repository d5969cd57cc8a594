package io.posthorn.protocol.rest;

import org.jspecify.annotations.Nullable;

/** The Idempotency-Key header: a quoted string as RFC 8941 has it, or the bare id. */
final class IdempotencyKey {
  static final String HEADER = "Idempotency-Key";

  private IdempotencyKey() {}

  /** The id in {@code header}; null when there is no header. */
  static @Nullable String parse(@Nullable String header) {
    if (header == null) {
      return null;
    }
    String value = header.strip();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 0x20 || value.charAt(i) > 0x7E) {
        throw bad("character " + (int) value.charAt(i), "printable ASCII");
      }
    }
    return value.startsWith("\"") ? unquote(value) : value;
  }

  private static String unquote(String value) {
    var id = new StringBuilder(value.length());
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        if (i + 1 < value.length()) {
          throw bad("text after the closing quote", "none");
        }
        return id.toString();
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || value.charAt(i) != '"' && value.charAt(i) != '\\') {
          throw bad("a backslash before something else", "before a quote or a backslash");
        }
      }
      id.append(value.charAt(i));
    }
    throw bad("no closing quote", "one");
  }

  private static ProblemException bad(String found, String expected) {
    return ProblemException.badField(
        HEADER, HEADER + ": " + found + " (expected: " + expected + ")");
  }
}
