package io.posthorn.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console, as it is sent.
 *
 * @param type its media type
 * @param bytes its content, not to be changed
 * @param packed the same as gzip, not to be changed
 */
record ConsoleFile(String type, byte[] bytes, byte[] packed) {
  /** The file called {@code name}, whose extension decides its media type. */
  static ConsoleFile of(String name, byte[] bytes) {
    return new ConsoleFile(type(name), bytes, pack(bytes));
  }

  private static String type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return switch (extension) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "json" -> "application/json";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException(name + ": no media type is known");
    };
  }

  private static byte[] pack(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
