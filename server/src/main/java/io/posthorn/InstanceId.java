package io.posthorn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What tells the owner of a data directory from all others, for as long as the directory is there:
 * 16 random hexadecimal digits in a file of it.
 */
final class InstanceId {
  private static final String FILE = "instance";
  private static final int BYTES = 8;

  private InstanceId() {}

  /**
   * That of {@code data}, drawn when it has none.
   *
   * @throws StartException when it can't be read or written
   */
  static String of(Path data) {
    Path file = data.resolve(FILE);
    try {
      if (Files.exists(file)) {
        String id = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (id.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
          return id;
        }
        throw new StartException(
            StartException.Part.DATA,
            file + " is damaged (expected: " + 2 * BYTES + " hexadecimal digits)",
            null);
      }
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      String id = HexFormat.of().formatHex(random);
      Path fresh = data.resolve(FILE + ".new");
      Files.writeString(fresh, id + "\n", StandardCharsets.US_ASCII);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return id;
    } catch (IOException e) {
      throw new StartException(StartException.Part.DATA, file + " cannot be used: " + e, e);
    }
  }
}
