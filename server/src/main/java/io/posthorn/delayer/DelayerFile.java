package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.config.ConfigException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of an original Delayer, {@code delayer.conf}.
 *
 * @param pid where the process id is written; null = nowhere, and several may run
 * @param accessLog for lines about what is as it should be; null = stdout alone
 * @param errorLog for lines about what is not; null = stdout alone
 * @param options for the mover
 * @param unknown keys that neither the original nor Posthorn knows
 */
public record DelayerFile(
    @Nullable Path pid,
    @Nullable Path accessLog,
    @Nullable Path errorLog,
    DelayerOptions options,
    List<String> unknown) {
  private static final int MAX_BYTES = 1 << 20;
  private static final int DAY = 86_400_000;

  /** Each with the value it has when it is missing, as the original is shipped; none = empty. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "delayer.pid", "",
          "delayer.access_log", "",
          "delayer.error_log", "",
          "delayer.timer_interval", "1000",
          "delayer.key_prefix", DelayerOptions.KEY_PREFIX,
          "delayer.old_keys", "false",
          "redis.host", "127.0.0.1",
          "redis.port", "6379",
          "redis.database", "0",
          "redis.password", "");

  /** About the original's pool of connections; one is enough here. */
  private static final Set<String> POOL =
      Set.of("redis.max_idle", "redis.max_active", "redis.idle_timeout", "redis.conn_max_lifetime");

  /**
   * Reads {@code file}.
   *
   * @throws IOException when it can't be read
   * @throws ConfigException saying what is wrong in it
   */
  public static DelayerFile read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new ConfigException(file + " is too large (expected: Delayer's delayer.conf)");
    }
    try {
      return parse(file.toString(), Files.readString(file, UTF_8));
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is no text (expected: UTF-8)", e);
    }
  }

  /** Reads {@code text} as that of the file {@code name}. */
  static DelayerFile parse(String name, String text) {
    Values values = new Values(name, IniFile.read(name, text));
    String password = values.get("redis.password");
    DelayerKeys keys =
        DelayerKeys.of(values.get("delayer.key_prefix"), values.flag("delayer.old_keys"));
    DelayerOptions options =
        DelayerOptions.of(
            values.get("redis.host"),
            values.number("redis.port", 1, 65_535),
            values.number("redis.database", 0, Integer.MAX_VALUE),
            password.isEmpty() ? null : password,
            keys,
            Duration.ofMillis(values.number("delayer.timer_interval", 1, DAY)));
    return new DelayerFile(
        values.path("delayer.pid"),
        values.path("delayer.access_log"),
        values.path("delayer.error_log"),
        options,
        values.unknown());
  }

  /** The texts of a file. */
  private record Values(String name, Map<String, String> texts) {
    String get(String key) {
      String text = texts.getOrDefault(key, "");
      return text.isEmpty() ? DEFAULTS.getOrDefault(key, "") : text;
    }

    @Nullable Path path(String key) {
      String text = get(key);
      return text.isEmpty() ? null : Path.of(text);
    }

    int number(String key, int min, int max) {
      String text = get(key);
      try {
        int number = Integer.parseInt(text);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw wrong(key, text, min + " to " + max);
    }

    boolean flag(String key) {
      String text = get(key);
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw wrong(key, text, "true or false");
      };
    }

    List<String> unknown() {
      return texts.keySet().stream()
          .filter(key -> !DEFAULTS.containsKey(key) && !POOL.contains(key))
          .toList();
    }

    private ConfigException wrong(String key, String text, String expected) {
      return new ConfigException(
          name + ": " + key + ": '" + text + "' (expected: " + expected + ")");
    }
  }
}
