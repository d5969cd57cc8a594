package io.posthorn.config;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of every setting after all its origins were read, and where each came from. */
final class Settings {
  /** A text and its origin, as in {@code --set} or {@code environment}; text null = not set. */
  record Entry(@Nullable String text, String origin) {}

  private static final Entry UNSET = new Entry(null, "default");

  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Starts from the defaults. */
  Settings() {
    for (Key<?> key : Keys.ALL) {
      keys.put(key.name(), key);
      entries.put(key.name(), new Entry(key.fallback(), "default"));
    }
  }

  /**
   * Sets {@code name} over what was there; null unsets it.
   *
   * @throws ConfigException when there is no such setting, or {@code text} is not for it
   */
  void put(String name, @Nullable String text, String origin) {
    Key<?> key = keys.get(name);
    if (isSection(name)) {
      throw new ConfigException(
          name + " groups settings and has no value of its own, set by " + origin);
    }
    if (key == null) {
      throw new ConfigException(Nearest.unknown("setting", name, keys.keySet(), origin));
    }
    if (text == null && key.fallback() != null) {
      throw new ConfigException(name + " has no value (" + origin + ")");
    }
    if (text != null) {
      parse(key, text, origin);
    }
    entries.put(name, new Entry(text, origin));
  }

  /** The value of a setting that always has one. */
  <T> T get(Key<T> key) {
    return requireNonNull(find(key), key.name());
  }

  /** The value; null when it is not set. */
  <T> @Nullable T find(Key<T> key) {
    Entry entry = entry(key);
    return entry.text() == null ? null : parse(key, entry.text(), entry.origin());
  }

  /** Text and origin of a setting. */
  Entry entry(Key<?> key) {
    return entries.getOrDefault(key.name(), UNSET);
  }

  /** Whether settings have names within {@code name}. */
  boolean isSection(String name) {
    return keys.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
  }

  /** The keys there are. */
  List<Key<?>> keys() {
    return Keys.ALL;
  }

  private static <T> T parse(Key<T> key, String text, String origin) {
    try {
      return key.kind().parse(text);
    } catch (IllegalArgumentException e) {
      String why = key.secret() ? "is not usable" : e.getMessage();
      throw new ConfigException(key.name() + ": " + why + ", set by " + origin, e);
    }
  }
}
