package io.posthorn.cli;

import io.posthorn.config.ConfigLoader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with a configuration takes. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this YAML file (or the one that POSTHORN_CONFIG names).")
  private @Nullable Path file;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "Listen on this address (default 127.0.0.1).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Listen on this port (default 1218; 0 = any).")
  private @Nullable String port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep messages here (default ./data).")
  private @Nullable String data;

  @Option(names = "--insecure", description = "Serve other machines although no keys are asked.")
  private boolean insecure;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set any key of the configuration, as in --set storage.durability=buffered.")
  private List<String> assignments = new ArrayList<>();

  /**
   * Sets an option, as picocli does; answers false when there is none of that name, or it is set
   * already, or can't be set to that.
   */
  boolean set(String name, String value) {
    boolean fresh = true;
    switch (name) {
      case "--config" -> {
        fresh = file == null;
        try {
          file = Path.of(value);
        } catch (InvalidPathException e) {
          fresh = false;
        }
      }
      case "--host" -> {
        fresh = host == null;
        host = value;
      }
      case "--port" -> {
        fresh = port == null;
        port = value;
      }
      case "--data" -> {
        fresh = data == null;
        data = value;
      }
      case "--insecure" -> {
        fresh = !insecure;
        insecure = true;
      }
      case "--set" -> assignments.add(value);
      default -> fresh = false;
    }
    return fresh;
  }

  /** A loader that reads flags, environment and file. */
  ConfigLoader loader() {
    return loader(System.getenv());
  }

  /** A loader that reads flags, {@code environment} and file. */
  ConfigLoader loader(Map<String, String> environment) {
    ConfigLoader loader = new ConfigLoader().file(file).environment(environment);
    assignments.forEach(loader::assignment);
    flag(loader, "listen.host", host, "--host");
    flag(loader, "listen.port", port, "--port");
    flag(loader, "data", data, "--data");
    flag(loader, "listen.insecure", insecure ? "true" : null, "--insecure");
    return loader;
  }

  /** Sets {@code key} when its flag was given. */
  static void flag(ConfigLoader loader, String key, @Nullable String text, String flag) {
    if (text != null) {
      loader.flag(key, text, flag);
    }
  }
}
