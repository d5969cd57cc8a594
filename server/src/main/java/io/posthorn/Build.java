package io.posthorn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote down about itself. */
public final class Build {
  private Build() {}

  /** As in {@code 0.1.0-SNAPSHOT}. */
  public static String version() {
    try (InputStream in = Build.class.getResourceAsStream("cli/version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
