package io.posthorn.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name in the file, its default as text, and how that text is read.
 *
 * @param name dotted, as in {@code storage.minFree}
 * @param fallback the default as the file shows it; null = not set
 * @param kind reads the text
 * @param secret never shown
 */
record Key<T>(String name, @Nullable String fallback, Kind<T> kind, boolean secret) {
  static <T> Key<T> of(String name, String fallback, Kind<T> kind) {
    return new Key<>(name, fallback, kind, false);
  }

  /** One that is not set unless somebody does. */
  static <T> Key<T> unset(String name, Kind<T> kind) {
    return new Key<>(name, null, kind, false);
  }

  static Key<String> secret(String name) {
    return new Key<>(name, null, Kind.text(), true);
  }

  /** Its environment variable: {@code storage.minFree} is {@code POSTHORN_STORAGE_MIN_FREE}. */
  String environment() {
    return "POSTHORN_"
        + name.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }
}
