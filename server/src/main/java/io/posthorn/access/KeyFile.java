package io.posthorn.access;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that {@code posthorn key} manages: a text file in the data directory, a key a line as
 * {@link AccessKey#parse} reads it, {@code #} begins a comment. It is replaced as a whole, so that
 * who reads it never sees half of a change.
 */
public final class KeyFile {
  /** Its name in the data directory. */
  public static final String NAME = "access-keys";

  private static final String HEADER =
      "# Keys of this server, managed by 'posthorn key'. While this file is here, requests need a key.";

  private final Path path;

  /** The file of the data directory {@code data}, which need not exist. */
  public KeyFile(Path data) {
    this.path = data.resolve(NAME);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Its keys; null when there is no such file.
   *
   * @throws IOException when it can't be read
   * @throws IllegalArgumentException naming the line that is no key
   */
  public @Nullable List<AccessKey> read() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (NoSuchFileException e) {
      return null;
    }
    List<AccessKey> keys = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).trim();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          keys.add(AccessKey.parse(line));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(path + " line " + (i + 1) + ": " + e.getMessage(), e);
        }
      }
    }
    return List.copyOf(keys);
  }

  /**
   * Adds {@code key}.
   *
   * @throws IllegalArgumentException when there is one of its id
   */
  public void add(AccessKey key) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    try (FileChannel channel = locked()) {
      requireNonNull(channel, "channel");
      List<AccessKey> found = read();
      List<AccessKey> keys = new ArrayList<>(found == null ? List.of() : found);
      keys.add(key);
      KeyRing.of(keys);
      write(keys);
    }
  }

  /** Removes the key {@code id}; false when there is none. The file stays, even without keys. */
  public boolean remove(String id) throws IOException {
    if (Files.notExists(path)) {
      return false;
    }
    try (FileChannel channel = locked()) {
      requireNonNull(channel, "channel");
      List<AccessKey> found = read();
      List<AccessKey> keys = new ArrayList<>(found == null ? List.of() : found);
      boolean removed = keys.removeIf(key -> key.id().equals(id));
      if (removed) {
        write(keys);
      }
      return removed;
    }
  }

  /** Keeps other changes away until it is closed. */
  private FileChannel locked() throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolveSibling(NAME + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      channel.lock();
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void write(List<AccessKey> keys) throws IOException {
    Path next = path.resolveSibling(NAME + ".new");
    List<String> lines = new ArrayList<>(List.of(HEADER));
    keys.forEach(key -> lines.add(key.toString()));
    Files.deleteIfExists(next);
    Files.createFile(next);
    restrict(next);
    Files.write(next, lines);
    Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * For its owner alone, who is the data directory's, so that what root wrote can be read by the
   * server.
   */
  private static void restrict(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
      var owner = Files.getOwner(file.toAbsolutePath().getParent());
      if (!owner.equals(view.getOwner())) {
        view.setOwner(owner);
      }
    }
  }
}
