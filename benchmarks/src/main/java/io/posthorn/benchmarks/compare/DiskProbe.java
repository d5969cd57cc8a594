package io.posthorn.benchmarks.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/** How long the disk takes to make an append durable. */
public final class DiskProbe {
  private static final int APPENDS = 300;
  private static final int BYTES = 4096;

  private DiskProbe() {}

  /** The median of {@value #APPENDS} appends of 4 kB, each with an fdatasync. */
  public static Duration fdatasync(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "probe", null);
    long[] nanos = new long[APPENDS];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < APPENDS; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(BYTES));
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    return Duration.ofNanos(nanos[APPENDS / 2]);
  }
}
