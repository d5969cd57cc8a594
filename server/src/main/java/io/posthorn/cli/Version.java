package io.posthorn.cli;

import io.posthorn.Build;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote beside this class. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "Posthorn " + current(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch"),
    };
  }

  /** As in {@code 0.1.0-SNAPSHOT}. */
  static String current() {
    return Build.version();
  }
}
