package io.posthorn.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page and the files that it is made of. What is not among them does not exist, whatever a path
 * says.
 *
 * <p>All but the page itself are found below a folder named after the content of all of them, so
 * that a browser may keep them for ever, and never mixes files of two versions.
 */
final class PageFiles {
  /** The page that names the others, as {@code @version@/name}. */
  static final String PAGE = "index.html";

  private static final String VERSION = "@version@";

  private final Map<String, ConsoleFile> files = new TreeMap<>();
  private final ConsoleFile page;
  private final String version;

  /** Those with these names and contents, {@value #PAGE} among them. */
  PageFiles(SortedMap<String, byte[]> contents) {
    version = digest(contents);
    contents.forEach((name, bytes) -> files.put(name, ConsoleFile.of(name, bytes)));
    String text = new String(contents.getOrDefault(PAGE, new byte[0]), UTF_8);
    page = ConsoleFile.of(PAGE, text.replace(VERSION, version).getBytes(UTF_8));
    files.remove(PAGE);
  }

  /**
   * What is at {@code path} on the class path.
   *
   * @throws UncheckedIOException when it is not in the jar
   */
  static byte[] resource(String path) {
    try (InputStream in = PageFiles.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException(path + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of all files but the page; 16 hexadecimal digits. */
  String version() {
    return version;
  }

  /** The page. */
  ConsoleFile page() {
    return page;
  }

  /** The file at {@code path}, which begins with the version; null when there is none. */
  @Nullable ConsoleFile at(String path) {
    int slash = path.indexOf('/');
    if (slash < 0 || !path.substring(0, slash).equals(version)) {
      return null;
    }
    return files.get(path.substring(slash + 1));
  }

  private static String digest(SortedMap<String, byte[]> contents) {
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
