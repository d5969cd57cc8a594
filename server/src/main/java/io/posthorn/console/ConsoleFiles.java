package io.posthorn.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the console's files from the class path. */
final class ConsoleFiles {
  /** The names of all files that are ours, below this package's resources. */
  static final List<String> NAMES =
      List.of(
          PageFiles.PAGE,
          "icon.svg",
          "base.css",
          "parts.css",
          "pages.css",
          "en.json",
          "zh.json",
          "app.js",
          "api.js",
          "bytes.js",
          "charts.js",
          "dialogs.js",
          "format.js",
          "live.js",
          "message.js",
          "messages.js",
          "overview.js",
          "positions.js",
          "queue.js",
          "samples.js",
          "schedules.js",
          "send.js",
          "session.js",
          "settings.js",
          "signin.js",
          "text.js",
          "topics.js",
          "ui.js",
          "watch.js");

  private static final String LIBRARIES = "META-INF/resources/webjars/";
  private static final String VERSIONS = "META-INF/maven/org.webjars.npm/preact/pom.properties";

  private ConsoleFiles() {}

  /**
   * Reads all files; takes some milliseconds.
   *
   * @throws UncheckedIOException when one is not in the jar
   */
  static PageFiles read() {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    for (String name : NAMES) {
      contents.put(name, own(name));
    }
    contents.put("preact.js", preact("dist/preact.module.js"));
    contents.put("hooks.js", inBrowser(preact("hooks/dist/hooks.module.js")));
    return new PageFiles(contents);
  }

  /** The file of ours called {@code name}. */
  static byte[] own(String name) {
    return PageFiles.resource("io/posthorn/console/" + name);
  }

  private static byte[] preact(String path) {
    var properties = new Properties();
    try {
      properties.load(new java.io.ByteArrayInputStream(PageFiles.resource(VERSIONS)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PageFiles.resource(
        LIBRARIES + "preact/" + properties.getProperty("version") + "/" + path);
  }

  /** A module that imports others as browsers want it: by path, not by the name of a package. */
  private static byte[] inBrowser(byte[] module) {
    return new String(module, UTF_8)
        .replace("from\"preact\"", "from\"./preact.js\"")
        .getBytes(UTF_8);
  }
}
