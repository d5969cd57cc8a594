package io.posthorn.cli;

import io.posthorn.cli.bench.BenchCommand;
import io.posthorn.cli.importing.ImportCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code posthorn} program. */
@Command(
    name = "posthorn",
    description = "A self-hosted HTTP task and message queue.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      HttpsqsCommand.class,
      HtqCommand.class,
      DelayerCommand.class,
      RelayCommand.class,
      SinkCommand.class,
      ImportCommand.class,
      BenchCommand.class,
      ClusterDemoCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      RepairCommand.class,
      KeyCommand.class,
      ConfigCommand.class,
      VersionCommand.class,
      WarmUpCommand.class,
    })
public final class Main implements Runnable {
  private final CommandLine commandLine;

  private Main() {
    commandLine = new CommandLine(this);
    commandLine.setParameterExceptionHandler(Failures::wrongArguments);
    commandLine.setExecutionExceptionHandler(Failures::failed);
    commandLine.setUsageHelpWidth(100);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new Main().commandLine.execute(translate(args)));
  }

  /**
   * Runs one command; answers its exit code: 0 done, 1 could not, 2 wrong arguments or
   * configuration.
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine commandLine = new Main().commandLine.setOut(out).setErr(err);
    return commandLine.execute(translate(args));
  }

  /** The arguments of commands that stand in for others, which read theirs in other ways. */
  private static String[] translate(String... args) {
    return DelayerArguments.translate(HttpsqsArguments.translate(args));
  }

  /** Without a command there is only help to give. */
  @Override
  public void run() {
    commandLine.usage(commandLine.getErr());
    throw new CommandLine.ParameterException(commandLine, "which command?");
  }
}
