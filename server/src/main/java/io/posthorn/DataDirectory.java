package io.posthorn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A data directory that this process alone uses, held by a lock that dies with the process. */
final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "posthorn.lock";

  /**
   * Those of this process. A look at one of them must not open its lock's file: systems that keep
   * locks for a process drop all it has on a file when it closes any of its channels there.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path real;
  private final FileChannel channel;

  private DataDirectory(Path path, Path real, FileChannel channel) {
    this.path = path;
    this.real = real;
    this.channel = channel;
  }

  /**
   * Makes {@code path} when missing and locks it.
   *
   * @throws StartException when it can't be made or written, or another process holds it
   */
  static DataDirectory open(Path path) {
    DataDirectory free = openIfFree(path);
    if (free == null) {
      Path absolute = path.toAbsolutePath().normalize();
      throw new StartException(
          StartException.Part.DATA,
          "data directory " + absolute + " is in use by another Posthorn" + holder(absolute),
          null);
    }
    return free;
  }

  /**
   * As {@link #open}, but null when another process, or another part of this one, holds it.
   *
   * @throws StartException when it can't be made or written
   */
  static @Nullable DataDirectory openIfFree(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      Path real = absolute.toRealPath();
      if (!HELD.add(real)) {
        return null;
      }
      FileChannel channel = null;
      try {
        channel = lock(real);
        return channel == null ? null : new DataDirectory(absolute, real, channel);
      } finally {
        if (channel == null) {
          HELD.remove(real);
        }
      }
    } catch (IOException e) {
      throw new StartException(
          StartException.Part.DATA,
          "data directory " + absolute + " cannot be used: " + reason(e),
          e);
    }
  }

  /** Where it is, absolute. */
  Path path() {
    return path;
  }

  /** Lets another process have it. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock is gone with the channel or with the process; nothing is left to do.
    } finally {
      HELD.remove(real);
    }
  }

  /** The locked file, with the number of this process in it; null = another process has it. */
  private static @Nullable FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        channel.close();
        return null;
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String holder(Path path) {
    try {
      String pid = Files.readString(path.resolve(LOCK), StandardCharsets.US_ASCII).trim();
      return pid.isEmpty() ? "" : " (process " + pid + ")";
    } catch (IOException e) {
      return "";
    }
  }

  private static String reason(IOException e) {
    return switch (e.getClass().getSimpleName()) {
      case "AccessDeniedException" -> "permission denied";
      case "FileAlreadyExistsException" -> "a file is in the way";
      default -> String.valueOf(e.getMessage());
    };
  }
}
