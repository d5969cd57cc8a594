package io.posthorn.benchmarks.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Takes from a data directory what a power cut would have taken: every byte that no completed sync
 * covers.
 *
 * <p>The model: bytes are durable once a sync of their file that began after they were written has
 * succeeded. The name of a new file, and a rename, are durable once the file or a directory was
 * synced after it. Truncations, removals and directories are durable at once, and so are bytes
 * written over older ones. What was there before the server started is durable. Of the bytes that
 * are not durable a random part may survive, as it may on a real disk: then the log ends in a torn
 * record.
 */
final class PowerCut {
  private final Map<Long, Tracked> files = new HashMap<>();
  private final List<Rename> renames = new ArrayList<>();
  private long cutBytes;
  private int cutFiles;

  private static final class Tracked {
    Path path;
    long size;
    long durable;
    long syncing = -1;
    boolean named;
    boolean directory;

    Tracked(Path path, long size, boolean named) {
      this.path = path;
      this.size = size;
      this.durable = named ? size : 0;
      this.named = named;
    }
  }

  private record Rename(long inode, Path target, Path source, String saved) {}

  /** Reads the trace that {@code powercut.c} wrote. */
  static PowerCut read(Path trace) throws IOException {
    var cut = new PowerCut();
    for (String line : Files.readAllLines(trace)) {
      cut.replay(line.split(" ", 5));
    }
    return cut;
  }

  private void replay(String[] event) {
    if (event[0].equals("U")) {
      files.values().removeIf(file -> file.path.toString().equals(event[1]));
      return;
    }
    long inode = Long.parseLong(event[1]);
    Tracked file = files.get(inode);
    switch (event[0]) {
      case "O" -> opened(inode, Long.parseLong(event[2]), event[3].equals("1"), Path.of(event[4]));
      case "W" -> file.size = Math.max(file.size, Long.parseLong(event[2]));
      case "T" -> {
        file.size = Long.parseLong(event[2]);
        file.durable = Math.min(file.durable, file.size);
      }
      case "B" -> file.syncing = file.size;
      case "E" -> synced(inode, file);
      case "R" -> {
        Path target = Path.of(event[2]);
        files.values().removeIf(other -> other != file && other.path.equals(target));
        if (file != null) {
          file.path = target;
        }
        String[] rest = event[3].concat(" ").concat(event[4]).split(" ");
        renames.add(new Rename(inode, target, Path.of(rest[0]), rest[1]));
      }
      default -> throw new IllegalArgumentException("trace: " + String.join(" ", event));
    }
  }

  private void opened(long inode, long size, boolean made, Path path) {
    Tracked file = files.get(inode);
    if (file == null || made) {
      file = new Tracked(path, size, !made);
      file.directory = Files.isDirectory(path);
      files.put(inode, file);
    } else if (!file.directory) {
      // Opened again: shorter only when the open cut it.
      file.size = size;
      file.durable = Math.min(file.durable, size);
    }
  }

  private void synced(long inode, Tracked file) {
    if (file.directory) {
      files.values().stream()
          .filter(f -> file.path.equals(f.path.getParent()))
          .forEach(f -> f.named = true);
      renames.removeIf(rename -> file.path.equals(rename.target.getParent()));
    } else {
      file.durable = Math.max(file.durable, Math.min(file.size, file.syncing));
      file.named = true;
      renames.removeIf(rename -> rename.inode == inode);
    }
  }

  /** Takes away what was not durable; with {@code torn} some of it stays. */
  void apply(SplittableRandom random, boolean torn) throws IOException {
    for (Tracked file : files.values()) {
      if (!file.directory && Files.exists(file.path)) {
        cut(file, random, torn);
      }
    }
    List<Rename> latestFirst = new ArrayList<>(renames);
    Collections.reverse(latestFirst);
    for (Rename rename : latestFirst) {
      if (Files.exists(rename.target)) {
        Files.move(rename.target, rename.source, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!rename.saved.equals("-")) {
        Files.move(Path.of(rename.saved), rename.target, StandardCopyOption.REPLACE_EXISTING);
      }
      cutFiles++;
    }
  }

  private void cut(Tracked file, SplittableRandom random, boolean torn) throws IOException {
    long actual = Files.size(file.path);
    if (!file.named && !torn) {
      Files.delete(file.path);
      cutFiles++;
      cutBytes += actual;
    } else if (actual > file.durable) {
      long keep = torn ? random.nextLong(file.durable, actual + 1) : file.durable;
      try (var channel = FileChannel.open(file.path, StandardOpenOption.WRITE)) {
        channel.truncate(keep);
      }
      cutFiles++;
      cutBytes += actual - keep;
    }
  }

  /** Bytes taken away. */
  long cutBytes() {
    return cutBytes;
  }

  /** Files shortened, removed, or put back under their old names. */
  int cutFiles() {
    return cutFiles;
  }
}
