package io.posthorn.cli.importing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code posthorn import}: takes over the queues of older systems. */
@Command(
    name = "import",
    description = "Take over the queues of older systems.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "SYSTEM",
    subcommands = {ImportHttpsqsCommand.class, ImportHtqCommand.class, ImportDelayerCommand.class})
public final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Without a system there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "import from which system? (expected: httpsqs, htq or delayer)");
  }
}
