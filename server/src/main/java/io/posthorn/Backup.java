package io.posthorn;

import io.posthorn.backup.BackupException;
import io.posthorn.backup.BackupFolder;
import io.posthorn.backup.Manifest;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.rocksdb.StoreCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Copies what a data directory stores to a folder, whether a server uses it or not. */
public final class Backup {
  /** A running server that is asked to make and to remove a copy of its store. Blocks. */
  public interface RunningServer {
    /** Where the copy is. */
    Path copy();

    /** It is not needed any more. */
    void drop();
  }

  /** The store's files, but its log for people, its lock, and what a repair has set aside. */
  private static final String STORE_FILES =
      "\\d+\\.(sst|blob|log)|MANIFEST-\\d+|OPTIONS-\\d+|CURRENT|IDENTITY";

  /** Files beside the store that belong to a process, not to the data. */
  private static final String NOT_DATA =
      "posthorn\\.lock|backup\\.lock|.*\\.log|.*\\.new|.*\\.part";

  private final Path data;
  private final Path target;
  private final String version;

  private Backup(Path data, Path target, String version) {
    this.data = data;
    this.target = target;
    this.version = version;
  }

  /**
   * Copies what {@code data} stores into {@code target}, checks the copy, and finishes it.
   *
   * @param server asked when a server uses the data directory
   * @param version of this program
   * @return what was copied
   * @throws BackupException when it can't be done; {@code target} holds no finished backup then
   */
  public static Manifest run(Path data, Path target, RunningServer server, String version) {
    Path absolute = data.toAbsolutePath().normalize();
    Path to = target.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute.resolve(Engines.ROCKSDB_FOLDER))) {
      throw new BackupException("no store in " + absolute);
    }
    if (to.startsWith(absolute)) {
      throw new BackupException(to + " lies in the data directory (expected: elsewhere)");
    }
    try (BackupLock lock = BackupLock.tryTake(absolute)) {
      if (lock == null) {
        throw new BackupException("another backup of " + absolute + " is under way");
      }
      return new Backup(absolute, to, version).run(server);
    } catch (IOException e) {
      throw new BackupException("the backup failed: " + reason(e), e);
    } catch (StorageException e) {
      throw new BackupException(String.valueOf(e.getMessage()), e);
    }
  }

  private Manifest run(RunningServer server) throws IOException {
    BackupFolder folder = BackupFolder.create(target);
    try (DataDirectory free = DataDirectory.openIfFree(data)) {
      if (free != null) {
        return copy(folder, data.resolve(Engines.ROCKSDB_FOLDER));
      }
    }
    server.drop();
    Path copy = server.copy();
    try {
      Path own = data.resolve(LiveCopy.FOLDER);
      if (!Files.exists(copy) || !Files.exists(own) || !Files.isSameFile(copy, own)) {
        throw new BackupException(
            "the server that was asked keeps its data in "
                + copy.getParent()
                + " (expected: "
                + data
                + ")");
      }
      return copy(folder, copy.resolve(Engines.ROCKSDB_FOLDER));
    } finally {
      server.drop();
    }
  }

  private Manifest copy(BackupFolder folder, Path store) throws IOException {
    StoreCheck.verifyLogs(store);
    Map<String, Path> files = new TreeMap<>();
    for (Path file : files(store)) {
      if (name(file).matches(STORE_FILES)) {
        files.put(Engines.ROCKSDB_FOLDER + "/" + name(file), file);
      }
    }
    for (Path file : files(data)) {
      if (!name(file).matches(NOT_DATA)) {
        files.put(name(file), file);
      }
    }
    List<Manifest.Item> items = folder.add(files);
    Path copied = target.resolve(Engines.ROCKSDB_FOLDER);
    StoreCheck.verify(copied, data.resolve(Engines.ROCKSDB_FOLDER));
    removeTraces(copied);
    var manifest = new Manifest(Manifest.FORMAT, version, Instant.now().toString(), items);
    folder.finish(manifest);
    return manifest;
  }

  /** Opening a store to read it leaves a log for people there. */
  private static void removeTraces(Path store) throws IOException {
    for (Path file : files(store)) {
      if (!name(file).matches(STORE_FILES)) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
