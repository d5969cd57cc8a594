package io.posthorn.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which each process of async-http-post keeps the last item that it took. They are
 * taken over once: moved out of the folder, where no other instance finds them, pushed to the list,
 * then deleted. A crash in between pushes one again.
 */
final class CacheFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CacheFiles.class);

  private CacheFiles() {}

  /** Hands the content of each file to {@code push}; a folder that is not there has none. */
  static void takeOver(Path folder, String instance, Consumer<byte[]> push) throws IOException {
    Path own = folder.resolveSibling(folder.getFileName() + ".importing").resolve(instance);
    for (Path file : files(folder)) {
      Files.createDirectories(own);
      try {
        Files.move(file, own.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        LOG.debug("{} went to another instance", file);
      }
    }
    for (Path file : files(own)) {
      byte[] item = Files.readAllBytes(file);
      if (item.length > 0) {
        push.accept(item);
        LOG.info("{} was taken over from {}", file.getFileName(), folder);
      }
      Files.delete(file);
    }
    if (Files.isDirectory(own)) {
      Files.delete(own);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
