package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library from a fixed place, where it is unpacked once. RocksDB's own
 * loader unpacks 17 MB into the temporary folder at every start, and a process that is killed
 * leaves them there.
 */
final class NativeLibrary {
  /** Of the library that the build names: another one gets a folder of its own. */
  private static final String VERSION = "11.8.1";

  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads it, once per process; {@code dataDirectory} is one of the places tried. */
  static synchronized void load(Path dataDirectory) {
    if (loaded) {
      return;
    }
    load(places(dataDirectory), folder -> RocksDB.loadLibrary(List.of(folder.toString())));
    loaded = true;
  }

  /**
   * Unpacks into the first of {@code places} from which {@code loader} can load; answers the
   * folder.
   */
  static Path load(Iterable<Path> places, Consumer<Path> loader) {
    String file = Environment.getJniLibraryFileName("rocksdb");
    var refusals = new StringBuilder();
    for (Path place : places) {
      try {
        Path folder = place.resolve("native").resolve("rocksdb-" + VERSION);
        unpack(file, folder);
        loader.accept(folder);
        return folder;
      } catch (IOException | UnsatisfiedLinkError e) {
        // A folder that can't be written, or is mounted noexec: the next one may do.
        refusals.append("; ").append(place).append(": ").append(e.getMessage());
      }
    }
    throw new StorageException(
        StorageException.Kind.FAILED,
        "RocksDB's native library could not be loaded (set POSTHORN_NATIVE_DIR to a folder that may hold programs)"
            + refusals);
  }

  private static Set<Path> places(Path dataDirectory) {
    var places = new LinkedHashSet<Path>();
    String chosen = System.getenv("POSTHORN_NATIVE_DIR");
    if (chosen != null && !chosen.isBlank()) {
      places.add(Path.of(chosen));
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    String home = System.getProperty("user.home", "");
    if (cache != null && !cache.isBlank()) {
      places.add(Path.of(cache, "posthorn"));
    } else if (!home.isBlank() && !home.equals("?")) {
      places.add(Path.of(home, ".cache", "posthorn"));
    }
    places.add(dataDirectory);
    places.add(Path.of(System.getProperty("java.io.tmpdir"), "posthorn"));
    return places;
  }

  private static void unpack(String file, Path folder) throws IOException {
    // The name that RocksDB.loadLibrary(paths) looks for is not the one in its jar.
    Path target = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    try (InputStream in = RocksDB.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("no " + file + " in the jar");
      }
      // The size of a jar entry is known without inflating it: enough to notice a cut-off copy.
      long size =
          RocksDB.class.getClassLoader().getResource(file).openConnection().getContentLengthLong();
      if (Files.isRegularFile(target) && (size < 0 || Files.size(target) == size)) {
        return;
      }
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, file, ".part");
      try {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }
}
