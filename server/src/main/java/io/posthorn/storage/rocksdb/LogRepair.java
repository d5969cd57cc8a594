package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a damaged write-ahead log where the damage begins, for an operator who accepts the loss of
 * what follows. What is cut off is kept beside it, in files that end in {@code .lost}.
 */
public final class LogRepair {
  private LogRepair() {}

  /**
   * Looks at the logs of the store in {@code directory}, which nobody may have open.
   *
   * @param acceptLoss cut; else only say what that would lose
   * @return one sentence for each thing found; empty when there is nothing to repair
   * @throws StorageException when something is damaged that cutting a log does not repair
   */
  public static List<String> repair(Path directory, boolean acceptLoss) {
    try {
      LogFiles.verifyManifest(directory);
      var sentences = new ArrayList<String>();
      List<Path> logs = LogFiles.writeAheadLogs(directory);
      for (int i = 0; i < logs.size(); i++) {
        Path log = logs.get(i);
        LogScan.Result found = LogScan.scan(log);
        List<Path> later = logs.subList(i + 1, logs.size());
        if (LogFiles.isDamage(found, later.isEmpty())) {
          sentences.add(LogFiles.describe(log, found) + "; " + cut(log, found, acceptLoss));
          for (Path file : later) {
            sentences.add(setAside(file, acceptLoss));
          }
          return sentences;
        }
      }
      return sentences;
    } catch (IOException e) {
      throw new StorageException(
          Kind.FAILED, "the store in " + directory + " can't be repaired: " + e.getMessage(), e);
    }
  }

  private static String cut(Path log, LogScan.Result found, boolean acceptLoss) throws IOException {
    long lost = found.size() - found.whole();
    if (!acceptLoss) {
      return "the changes in its last " + lost + " bytes would be lost";
    }
    Path kept = lost(log);
    Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(kept, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    LogFiles.cut(log, found.whole());
    return "cut: the changes in its last "
        + lost
        + " bytes are lost; as it was it is kept as "
        + kept;
  }

  /** Later changes make no sense without the earlier ones. */
  private static String setAside(Path log, boolean acceptLoss) throws IOException {
    long size = Files.size(log);
    if (!acceptLoss) {
      return log + " comes after it; the changes in its " + size + " bytes would be lost";
    }
    Path kept = lost(log);
    Files.move(log, kept, StandardCopyOption.REPLACE_EXISTING);
    return log
        + " came after it; the changes in its "
        + size
        + " bytes are lost; it is kept as "
        + kept;
  }

  private static Path lost(Path log) {
    return log.resolveSibling(log.getFileName() + ".lost");
  }
}
