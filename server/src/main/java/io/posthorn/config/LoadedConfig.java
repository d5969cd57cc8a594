package io.posthorn.config;

/** A configuration and how it came about. */
public final class LoadedConfig {
  private final ServerConfig config;
  private final Settings settings;

  LoadedConfig(ServerConfig config, Settings settings) {
    this.config = config;
    this.settings = settings;
  }

  /** The values. */
  public ServerConfig config() {
    return config;
  }

  /**
   * What is in effect, as a file that could be given back, secrets masked, each line with its
   * origin.
   */
  public String describe() {
    StringBuilder yaml = new StringBuilder();
    String section = "";
    for (Key<?> key : settings.keys()) {
      int dot = key.name().indexOf('.');
      String of = dot < 0 ? "" : key.name().substring(0, dot);
      if (!of.equals(section)) {
        yaml.append(of).append(":\n");
        section = of;
      }
      Settings.Entry entry = entry(key);
      String line =
          (dot < 0 ? "" : "  ") + key.name().substring(dot + 1) + ": " + shown(key, entry);
      yaml.append(String.format("%-36s # %s%n", line, entry.origin()));
    }
    return yaml.toString();
  }

  /**
   * The settings that are not at their default, {@code name=value} separated by blanks, secrets
   * masked.
   */
  public String changes() {
    StringBuilder changes = new StringBuilder();
    for (Key<?> key : settings.keys()) {
      Settings.Entry entry = entry(key);
      if (!entry.origin().equals("default")) {
        changes
            .append(changes.isEmpty() ? "" : " ")
            .append(key.name())
            .append('=')
            .append(shown(key, entry));
      }
    }
    return changes.toString();
  }

  private Settings.Entry entry(Key<?> key) {
    return settings.entry(key);
  }

  private static String shown(Key<?> key, Settings.Entry entry) {
    String text = entry.text();
    if (text == null) {
      return "null";
    }
    if (key.secret()) {
      return "'***'";
    }
    return text.matches("[A-Za-z0-9./_-][A-Za-z0-9./_:-]*") && !text.endsWith(":")
        ? text
        : "'" + text.replace("'", "''") + "'";
  }
}
