package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file with a line for each message that an import has brought over, so that another one leaves
 * it out, whenever that is and wherever the message has gone since. About 50 bytes of memory a
 * message. Belongs to one thread.
 */
final class Notes {
  private static final int ID_DIGITS = 32;
  private static final int NOTED_DIGITS = 16;

  private final Path file;
  private final Set<Long> done = new HashSet<>();

  /**
   * Reads {@code file}, if it is there.
   *
   * @throws ImportException when it can't be read
   */
  Notes(Path file) {
    this.file = file;
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file, US_ASCII)) {
        // The last one may be cut off.
        lines.filter(line -> line.length() == NOTED_DIGITS).forEach(line -> done.add(key(line)));
      } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
        throw new ImportException(
            file + " can't be read: " + e.getMessage() + " (expected: notes of an import)", e);
      }
    }
  }

  /** What tells a message from others: a digest of {@code parts}, in which a char is a byte. */
  static String id(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update((part.length() + ":" + part).getBytes(ISO_8859_1));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Whether the message with this id was brought over. */
  boolean has(String id) {
    return done.contains(key(id));
  }

  /** These were brought over. */
  void add(Collection<String> ids) {
    // Before them ends what may have been cut off.
    String lines =
        ids.stream()
            .map(id -> id.substring(0, NOTED_DIGITS) + "\n")
            .collect(Collectors.joining("", "\n", ""));
    try {
      Files.writeString(
          file, lines, US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ImportException(file + " can't be written: " + e.getMessage(), e);
    }
    ids.forEach(id -> done.add(key(id)));
  }

  private static Long key(String id) {
    return Long.parseUnsignedLong(id, 0, NOTED_DIGITS, 16);
  }

  /** Its path. */
  @Override
  public String toString() {
    return file.toString();
  }
}
