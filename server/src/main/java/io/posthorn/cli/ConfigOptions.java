package io.posthorn.cli;

import io.posthorn.config.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** A loader that reads flags, environment and file. */
  ConfigLoader loader() {
    ConfigLoader loader = new ConfigLoader().file(file).environment(System.getenv());
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
