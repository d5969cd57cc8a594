package io.posthorn.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The {@code redis-server} that tests start: what {@code -Dredis.server=PATH} names, else the one
 * for this machine among those on the class path, unpacked once per JVM.
 */
public final class RedisProgram {
  private RedisProgram() {}

  /** The program's file. */
  public static Path path() {
    String given = System.getProperty("redis.server");
    return given != null ? Path.of(given) : Unpacked.FILE;
  }

  private static final class Unpacked {
    static final Path FILE = unpack("redis-server-6.2.7-" + system() + "-" + processor());

    private static Path unpack(String resource) {
      try (InputStream in = RedisProgram.class.getResourceAsStream("/" + resource)) {
        if (in == null) {
          throw new IllegalStateException(
              "no " + resource + " on the class path (expected: -Dredis.server=PATH)");
        }
        Path file = Files.createTempFile("redis-server", "");
        file.toFile().deleteOnExit();
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        if (!file.toFile().setExecutable(true)) {
          throw new IllegalStateException(file + " can't be made executable");
        }
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String system() {
      String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      return name.contains("mac") ? "darwin" : "linux";
    }

    private static String processor() {
      return switch (System.getProperty("os.arch")) {
        case "aarch64" -> "arm64";
        case "i386", "x86" -> "386";
        default -> "amd64";
      };
    }
  }
}
