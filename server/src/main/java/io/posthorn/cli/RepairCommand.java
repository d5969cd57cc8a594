package io.posthorn.cli;

import io.posthorn.Repair;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Cuts a damaged write-ahead log, once the operator has been told what that loses. */
@Command(
    name = "repair",
    description =
        "Say what a damaged log would lose by being cut where the damage begins; cut it when told to.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RepairCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data directory.")
  private Path data = Path.of("data");

  @Option(
      names = "--accept-loss",
      description = "Cut. What is cut off is kept in files that end in .lost.")
  private boolean acceptLoss;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> found = Repair.run(data, acceptLoss);
    PrintWriter out = spec.commandLine().getOut();
    found.forEach(out::println);
    if (found.isEmpty()) {
      out.println("The log is not damaged.");
    } else if (!acceptLoss) {
      out.println("Nothing was changed; --accept-loss does it.");
    }
    out.flush();
    return found.isEmpty() || acceptLoss ? 0 : Failures.FAILED;
  }
}
