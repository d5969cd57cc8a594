package io.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigKeysTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-zA-Z0-9.]+)` \\| `(.*?)` \\| `([A-Z0-9_]+)` \\| .{10,} \\|");

  /** A value other than the default that every key of that default accepts. */
  private static final Map<String, String> OTHER =
      Map.of(
          "rocksdb",
          "memory",
          "flushed",
          "buffered",
          "true",
          "false",
          "false",
          "true",
          "127.0.0.1",
          "::1",
          "data",
          "elsewhere",
          "local",
          "public-only",
          "delayer:",
          "mine:");

  @TempDir Path folder;

  @Test
  void shippedFile_setsEveryKeyToItsDefault() {
    Settings shipped = new Settings();
    YamlFile.read(Path.of("src/main/resources/posthorn.yaml"), shipped);
    for (Key<?> key : Keys.ALL) {
      assertThat(shipped.entry(key).text()).as(key.name()).isEqualTo(key.fallback());
      assertThat(shipped.entry(key).origin())
          .as(key.name() + " is in the file")
          .isNotEqualTo("default");
    }
  }

  @Test
  void documentation_hasEveryKeyWithDefaultAndVariable() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), List.of(row.group(2), row.group(3)));
      }
    }
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (Key<?> key : Keys.ALL) {
      keys.put(key.name(), List.of(String.valueOf(key.fallback()), key.environment()));
    }
    assertThat(rows).isEqualTo(keys);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_goesThroughFileEnvironmentAndFlag(Key<?> key) throws IOException {
    String other = other(key);
    ServerConfig byFlag = new ConfigLoader().flag(key.name(), other, "--set").load().config();
    ServerConfig byEnvironment =
        new ConfigLoader().environment(Map.of(key.environment(), other)).load().config();
    Path file = Files.writeString(folder.resolve("posthorn.yaml"), yaml(key.name(), other));
    ServerConfig byFile = new ConfigLoader().file(file).load().config();

    assertThat(byFlag).isNotEqualTo(new ConfigLoader().load().config());
    assertThat(byEnvironment).isEqualTo(byFlag);
    assertThat(byFile).isEqualTo(byFlag);
  }

  static List<Key<?>> keys() {
    return Keys.ALL;
  }

  private static String yaml(String name, String text) {
    int dot = name.indexOf('.');
    return dot < 0
        ? name + ": '" + text + "'\n"
        : name.substring(0, dot) + ":\n  " + name.substring(dot + 1) + ": '" + text + "'\n";
  }

  private static String other(Key<?> key) {
    String fallback = key.fallback();
    if (key == Keys.ACCESS_KEYS) {
      return "web producer,consumer mail-* sha256:" + "0123456789abcdef".repeat(4);
    }
    if (fallback == null) {
      return "sesame";
    }
    if (OTHER.containsKey(fallback)) {
      return OTHER.get(fallback);
    }
    Matcher number = Pattern.compile("(\\d+)(\\D*)").matcher(fallback);
    assertThat(number.matches()).as(fallback).isTrue();
    long value = Long.parseLong(number.group(1));
    return (value > 1 ? value - 1 : value + 1) + number.group(2);
  }
}
