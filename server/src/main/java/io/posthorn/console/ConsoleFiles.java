package io.posthorn.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The console's files, read once from the class path. What is not in the list of their names does
 * not exist, whatever a path says.
 *
 * <p>All but the page itself are found below a folder named after the content of all of them, so
 * that a browser may keep them for ever, and never mixes files of two versions.
 */
final class ConsoleFiles {
  /** The page that loads the others. */
  static final String PAGE = "index.html";

  /** The names of all files that are ours, below this package's resources. */
  static final List<String> NAMES =
      List.of(
          PAGE,
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
  private static final String VERSION = "@version@";

  private final Map<String, ConsoleFile> files;
  private final String version;

  private ConsoleFiles(Map<String, ConsoleFile> files, String version) {
    this.files = files;
    this.version = version;
  }

  /**
   * Reads all files; takes some milliseconds.
   *
   * @throws UncheckedIOException when one is not in the jar
   */
  static ConsoleFiles read() {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String name : NAMES) {
      contents.put(name, resource("io/posthorn/console/" + name));
    }
    contents.put("preact.js", preact("dist/preact.module.js"));
    contents.put("hooks.js", inBrowser(preact("hooks/dist/hooks.module.js")));
    String version = digest(contents);
    Map<String, ConsoleFile> files = new TreeMap<>();
    contents.forEach((name, bytes) -> files.put(name, ConsoleFile.of(name, bytes)));
    String page = new String(resource("io/posthorn/console/" + PAGE), UTF_8);
    files.put(PAGE, ConsoleFile.of(PAGE, page.replace(VERSION, version).getBytes(UTF_8)));
    return new ConsoleFiles(files, version);
  }

  /** The folder of all files but the page; 16 hexadecimal digits. */
  String version() {
    return version;
  }

  /** The page. */
  ConsoleFile page() {
    return files.getOrDefault(PAGE, ConsoleFile.of(PAGE, new byte[0]));
  }

  /** The file at {@code path}, which begins with the version; null when there is none. */
  @Nullable ConsoleFile at(String path) {
    int slash = path.indexOf('/');
    if (slash < 0 || !path.substring(0, slash).equals(version)) {
      return null;
    }
    String name = path.substring(slash + 1);
    return name.equals(PAGE) ? null : files.get(name);
  }

  private static byte[] preact(String path) {
    var properties = new Properties();
    try {
      properties.load(new java.io.ByteArrayInputStream(resource(VERSIONS)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return resource(LIBRARIES + "preact/" + properties.getProperty("version") + "/" + path);
  }

  /** A module that imports others as browsers want it: by path, not by the name of a package. */
  private static byte[] inBrowser(byte[] module) {
    return new String(module, UTF_8)
        .replace("from\"preact\"", "from\"./preact.js\"")
        .getBytes(UTF_8);
  }

  private static byte[] resource(String path) {
    try (InputStream in = ConsoleFiles.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException(path + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Map<String, byte[]> contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      contents.forEach(
          (name, bytes) -> {
            digest.update((name + '\n' + bytes.length + '\n').getBytes(ISO_8859_1));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
