package io.posthorn;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held by the one process that backs a data directory up; gone with that process. */
final class BackupLock implements AutoCloseable {
  static final String FILE = "backup.lock";

  private final FileChannel channel;

  private BackupLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes it; null when somebody has it. */
  static @Nullable BackupLock tryTake(Path data) throws IOException {
    FileChannel channel =
        FileChannel.open(data.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return new BackupLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another part of this process has it.
    }
    channel.close();
    return null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
