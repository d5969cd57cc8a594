package io.posthorn.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What backups do to folders. */
public final class Folders {
  private Folders() {}

  /** Removes {@code folder} with all that is in it; nothing when there is none. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  /** Whether there is nothing in {@code folder}, or no folder. */
  public static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /**
   * Gives {@code folder}, with all that is in it, to the owner of {@code like}, so that a server
   * can use what root has written; where the system knows owners.
   */
  public static void giveToOwnerOf(Path like, Path folder) throws IOException {
    if (Files.getFileAttributeView(like, PosixFileAttributeView.class) == null) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(like, PosixFileAttributes.class);
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.toList();
    }
    for (Path file : all) {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (!wanted.owner().equals(view.getOwner())) {
        view.setOwner(wanted.owner());
        view.setGroup(wanted.group());
      }
    }
  }

  /** Makes the names in {@code folder} durable, where the system can. */
  public static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; there is no other way to ask it.
    }
  }
}
