package io.posthorn.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: a flag beats the environment, which beats the file, which beats the
 * defaults.
 */
public final class ConfigLoader {
  /**
   * Variables of the launcher, and those that container platforms make up for a service named
   * posthorn.
   */
  private static final Set<String> FOREIGN =
      Set.of(
          "POSTHORN_JAVA_OPTS",
          "POSTHORN_CONFIG",
          "POSTHORN_NATIVE_DIR",
          "POSTHORN_PORT",
          "POSTHORN_KEY");

  private static final List<String> FOREIGN_PREFIXES =
      List.of("POSTHORN_SERVICE_", "POSTHORN_PORT_", "POSTHORN_LAUNCHER_");

  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final List<Flag> flags = new ArrayList<>();
  private @Nullable Path file;
  private Map<String, String> environment = Map.of();

  private record Flag(String name, String text, String origin) {}

  /** Replaces a default, for commands with defaults of their own. */
  public ConfigLoader defaultValue(String name, String text) {
    defaults.put(name, text);
    return this;
  }

  /** Reads {@code file}, or, when null, the one that {@code POSTHORN_CONFIG} names, if any. */
  public ConfigLoader file(@Nullable Path file) {
    this.file = file;
    return this;
  }

  /** Reads {@code POSTHORN_*} variables. */
  public ConfigLoader environment(Map<String, String> environment) {
    this.environment = environment;
    return this;
  }

  /** Sets {@code name}; {@code origin} is what the user typed. The last one wins. */
  public ConfigLoader flag(String name, String text, String origin) {
    flags.add(new Flag(name, text, origin));
    return this;
  }

  /** As {@link #flag}, given as {@code name=text}. */
  public ConfigLoader assignment(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ConfigException("--set '" + assignment + "' (expected: key=value)");
    }
    return flag(assignment.substring(0, equals).trim(), assignment.substring(equals + 1), "--set");
  }

  /**
   * Reads everything.
   *
   * @throws ConfigException naming the first thing that is wrong
   */
  public LoadedConfig load() {
    Settings settings = new Settings();
    defaults.forEach((name, text) -> settings.put(name, text, "default"));
    Path path = file != null ? file : environmentFile();
    if (path != null) {
      YamlFile.read(path, settings);
    }
    readEnvironment(settings);
    for (Flag flag : flags) {
      settings.put(flag.name(), flag.text(), flag.origin());
    }
    return new LoadedConfig(ServerConfig.of(settings), settings);
  }

  private @Nullable Path environmentFile() {
    String path = environment.get("POSTHORN_CONFIG");
    return path == null || path.isBlank() ? null : Path.of(path);
  }

  private void readEnvironment(Settings settings) {
    Map<String, String> names = new LinkedHashMap<>();
    settings.keys().forEach(key -> names.put(key.environment(), key.name()));
    new TreeMap<>(environment)
        .forEach(
            (variable, text) -> {
              if (names.containsKey(variable)) {
                settings.put(names.get(variable), text, "environment variable " + variable);
              } else if (variable.startsWith("POSTHORN_") && !isForeign(variable)) {
                throw new ConfigException(
                    Nearest.unknown("variable", variable, names.keySet(), "the environment"));
              }
            });
  }

  private static boolean isForeign(String variable) {
    return FOREIGN.contains(variable) || FOREIGN_PREFIXES.stream().anyMatch(variable::startsWith);
  }
}
