package io.posthorn.backup;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of a backup's files. It is written last, so that a folder without one holds no finished
 * backup.
 *
 * @param format of this list and of the folder
 * @param posthorn the version of the program that made it
 * @param createdAt when, RFC 3339
 * @param files all files but this one
 */
public record Manifest(int format, String posthorn, String createdAt, List<Item> files) {
  /** The format that is written, and the highest that can be read. */
  public static final int FORMAT = 1;

  private static final String FILE = "posthorn-backup.json";
  private static final JsonMapper JSON = new JsonMapper();
  private static final ObjectWriter WRITER = JSON.writerWithDefaultPrettyPrinter();
  private static final ObjectReader READER =
      JSON.readerFor(Manifest.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * A file.
   *
   * @param path relative to the folder, with slashes
   * @param size bytes
   * @param sha256 of them, hexadecimal
   */
  public record Item(String path, long size, String sha256) {
    /** Where it lies within {@code folder}; never outside of it. */
    Path in(Path folder) {
      Path file = folder.resolve(path).normalize();
      if (!file.startsWith(folder.normalize()) || path.contains("\\")) {
        throw new BackupException(
            "the backup's list names '" + path + "' (expected: a file in it)");
      }
      return file;
    }
  }

  /** All bytes. */
  public long bytes() {
    return files.stream().mapToLong(Item::size).sum();
  }

  /** Writes it into {@code folder}, durably. */
  void write(Path folder) throws IOException {
    Path part = folder.resolve(FILE + ".part");
    Files.write(part, WRITER.writeValueAsBytes(this));
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folder);
  }

  /**
   * Reads that of {@code folder}.
   *
   * @throws BackupException when there is none, or it is of a format yet to come
   */
  static Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new BackupException(folder + " holds no finished backup: there is no " + FILE);
    }
    @Nullable Manifest manifest;
    try {
      manifest = READER.readValue(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new BackupException(file + " is damaged: " + e.getOriginalMessage(), e);
    }
    if (manifest == null || manifest.format < 1 || manifest.format > FORMAT) {
      throw new BackupException(
          file
              + ": format "
              + (manifest == null ? "missing" : manifest.format)
              + " (expected: at most "
              + FORMAT
              + "; a newer Posthorn reads it)");
    }
    return manifest;
  }
}
