package io.posthorn;

import io.posthorn.backup.BackupException;
import io.posthorn.backup.BackupFolder;
import io.posthorn.backup.Folders;
import io.posthorn.backup.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Makes a data directory of a backup. */
public final class Restore {
  /** What is not finished lies here, so that no server starts on it. */
  private static final String UNFINISHED = "restore.part";

  private Restore() {}

  /**
   * Copies the backup in {@code source} into {@code data}, which must be new or empty, comparing
   * every file with its checksum.
   *
   * @param version of this program, which must not be older than the one that made the backup
   * @return what was restored
   * @throws BackupException when it can't be done; {@code data} holds no store then
   */
  public static Manifest run(Path source, Path data, String version) {
    Path from = source.toAbsolutePath().normalize();
    try {
      BackupFolder backup = BackupFolder.of(from);
      Manifest manifest = backup.manifest();
      checkVersion(manifest.posthorn(), version);
      try (DataDirectory directory = DataDirectory.open(data)) {
        checkEmpty(directory.path());
        Path part = directory.path().resolve(UNFINISHED);
        Folders.delete(part);
        Files.createDirectory(part);
        backup.extract(manifest, part);
        moveUp(part, directory.path());
        Folders.giveToOwnerOf(directory.path(), directory.path());
      }
      return manifest;
    } catch (IOException e) {
      throw new BackupException("the restore failed: " + Backup.reason(e), e);
    }
  }

  private static void checkEmpty(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      List<String> found =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !List.of("posthorn.lock", BackupLock.FILE, UNFINISHED).contains(name))
              .sorted()
              .toList();
      if (!found.isEmpty()) {
        throw new BackupException(
            data
                + " is not empty: it holds "
                + found.get(0)
                + " (expected: a new or empty data directory)");
      }
    }
  }

  /** The store comes last: a directory without it is an empty one. */
  private static void moveUp(Path part, Path data) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(part)) {
      all = files.toList();
    }
    for (Path file : all) {
      if (!file.endsWith(Engines.ROCKSDB_FOLDER)) {
        Files.move(file, data.resolve(String.valueOf(file.getFileName())));
      }
    }
    Folders.sync(data);
    Files.move(
        part.resolve(Engines.ROCKSDB_FOLDER),
        data.resolve(Engines.ROCKSDB_FOLDER),
        StandardCopyOption.ATOMIC_MOVE);
    Files.delete(part);
    Folders.sync(data);
  }

  /** Records of a newer program may have a form that this one can't read. */
  private static void checkVersion(String made, String own) {
    if (Arrays.compare(numbers(made), numbers(own)) > 0) {
      throw new BackupException(
          "the backup was made by Posthorn " + made + " (expected: at most " + own + ", this one)");
    }
  }

  /** 0.1.0-SNAPSHOT is 0, 1, 0. */
  private static int[] numbers(String version) {
    String numbers = version.replaceAll("[^0-9.].*", "");
    if (!numbers.matches("\\d{1,6}(\\.\\d{1,6})*")) {
      throw new BackupException("version '" + version + "' (expected: like 1.2.3)");
    }
    return Arrays.stream(numbers.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
