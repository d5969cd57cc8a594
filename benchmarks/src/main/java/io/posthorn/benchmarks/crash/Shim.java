package io.posthorn.benchmarks.crash;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The preloaded recorder of writes and syncs ({@code powercut.c}), compiled where it is used. */
final class Shim {
  private final Path library;
  private final Path trace;

  private Shim(Path library, Path trace) {
    this.library = library;
    this.trace = trace;
  }

  /**
   * Compiles it into {@code folder}.
   *
   * @throws IOException when there is no C compiler, or it fails
   */
  static Shim compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("powercut.c");
    try (InputStream in = Shim.class.getResourceAsStream("/powercut.c")) {
      if (in == null) {
        throw new IOException("powercut.c is not among the resources");
      }
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path library = folder.resolve("powercut.so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
    } catch (IOException e) {
      throw new IOException("power-cut mode needs a C compiler: no 'cc' on the path", e);
    }
    if (compiler.waitFor() != 0) {
      throw new IOException("cc could not compile " + source);
    }
    return new Shim(library, folder.resolve("trace"));
  }

  /** What a server on {@code data} needs in its environment; begins a new trace. */
  Map<String, String> environment(Path data) throws IOException {
    Files.deleteIfExists(trace);
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "POWERCUT_DIR",
        data.toString(),
        "POWERCUT_TRACE",
        trace.toString());
  }

  /** The trace of the server started last. */
  Path trace() {
    return trace;
  }
}
