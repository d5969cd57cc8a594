package io.posthorn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What tells one who takes from a Redis from all others, for as long as its data directory is
 * there: 16 random hexadecimal digits in a file of it, and 8 for the address of that Redis. So two
 * sources of one directory are two instances, also where two names lead to the same Redis.
 */
final class InstanceId {
  private static final String FILE = "instance";
  private static final int BYTES = 8;
  private static final int ADDRESS_BYTES = 4;

  private InstanceId() {}

  /**
   * That of {@code data}, drawn when it has none, for the Redis at {@code address}.
   *
   * @throws StartException when it can't be read or written
   */
  static String of(Path data, String address) {
    return of(data) + "-" + digest(address);
  }

  private static String of(Path data) {
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

  private static String digest(String address) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, ADDRESS_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
