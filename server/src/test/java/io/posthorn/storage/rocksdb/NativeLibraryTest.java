package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir Path folder;

  @Test
  void secondStart_unpacksNothing() throws IOException {
    Path library = library(NativeLibrary.load(List.of(folder), loadable -> {}));
    Object inode = Files.getAttribute(library, "unix:ino");

    assertThat(library(NativeLibrary.load(List.of(folder), loadable -> {}))).isEqualTo(library);
    assertThat(Files.getAttribute(library, "unix:ino")).isEqualTo(inode);
  }

  @Test
  void copyThatWasCutOff_isReplaced() throws IOException {
    Path library = library(NativeLibrary.load(List.of(folder), loadable -> {}));
    long size = Files.size(library);
    Files.write(library, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);

    NativeLibrary.load(List.of(folder), loadable -> {});
    assertThat(library).hasSize(size);
  }

  @Test
  void placeThatCannotBeWritten_isSkipped() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path good = folder.resolve("good");

    assertThat(NativeLibrary.load(List.of(file, good), loadable -> {})).startsWith(good);
  }

  @Test
  void placeThatMayNotHoldPrograms_isSkipped() {
    Path noexec = folder.resolve("noexec");
    Path good = folder.resolve("good");
    var tried = new ArrayList<Path>();

    Path loaded =
        NativeLibrary.load(
            List.of(noexec, good),
            place -> {
              tried.add(place);
              if (place.startsWith(noexec)) {
                throw new UnsatisfiedLinkError("failed to map segment from shared object");
              }
            });

    assertThat(loaded).startsWith(good);
    assertThat(tried).hasSize(2);
  }

  @Test
  void noPlaceLeft_namesThemAll() throws IOException {
    Path first = Files.createFile(folder.resolve("first"));
    Path second = Files.createFile(folder.resolve("second"));

    assertThatThrownBy(() -> NativeLibrary.load(List.of(first, second), loadable -> {}))
        .isInstanceOf(StorageException.class)
        .hasMessageContainingAll(first.toString(), second.toString(), "POSTHORN_NATIVE_DIR");
  }

  /** The only file there is: nothing half-done is left beside it. */
  private static Path library(Path unpacked) throws IOException {
    try (Stream<Path> files = Files.list(unpacked)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
