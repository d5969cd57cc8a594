package io.posthorn.cli;

import io.posthorn.Restore;
import io.posthorn.backup.Manifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a data directory of a backup. */
@Command(
    name = "restore",
    description = "Copy a backup into a new or empty data directory, checking every file.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder that 'posthorn backup' made.")
  private Path source = Path.of("");

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Path data = configuration.loader().load().config().data();
    Manifest manifest = Restore.run(source, data, Version.current());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d files, %d bytes of the backup of %s restored to %s%n",
        manifest.files().size(),
        manifest.bytes(),
        manifest.createdAt(),
        data.toAbsolutePath().normalize());
    out.flush();
    return 0;
  }
}
