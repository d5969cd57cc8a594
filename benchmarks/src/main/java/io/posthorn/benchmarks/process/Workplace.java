package io.posthorn.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that starts servers: what they are set to, and where all happens. */
public final class Workplace {
  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Handed on to the server.")
  List<String> settings = List.of();

  @Option(names = "--work", paramLabel = "DIR", description = "Data and logs.")
  Path work = Path.of("benchmarks/target/bench-work");

  private @Nullable Path folder;

  /** For picocli. */
  public Workplace() {}

  /** Settings as {@code KEY=VALUE}. */
  public List<String> settings() {
    return settings;
  }

  /** Makes a folder of this process for what is measured under {@code name}. */
  public Path open(String name) throws IOException {
    folder =
        Files.createDirectories(work.resolve(name + "-" + ProcessHandle.current().pid()))
            .toRealPath();
    return folder;
  }

  /** The folder that was opened. */
  public Path folder() {
    if (folder == null) {
      throw new IllegalStateException("no folder was opened");
    }
    return folder;
  }

  /** Deletes it with all that is in it. */
  public void delete() throws IOException {
    Folders.delete(folder());
  }
}
