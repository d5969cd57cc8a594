package io.posthorn.cli;

import io.posthorn.cli.bench.BenchCommand;
import io.posthorn.cli.importing.ImportCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code posthorn} program. */
@Command(
    name = "posthorn",
    description = "A self-hosted HTTP task and message queue.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  private final CommandLine commandLine;

  /**
   * With the command that {@code args} name, else with all: picocli learns by reflection what a
   * command takes, and to learn it of all of them takes as long as much of a server's start.
   */
  private Main(String... args) {
    commandLine = new CommandLine(this);
    Map<String, Class<?>> commands = commands();
    Class<?> named = args.length == 0 ? null : commands.get(args[0]);
    if (named == null) {
      commands.forEach(commandLine::addSubcommand);
    } else {
      commandLine.addSubcommand(args[0], named);
    }
    commandLine.setParameterExceptionHandler(Failures::wrongArguments);
    commandLine.setExecutionExceptionHandler(Failures::failed);
    commandLine.setUsageHelpWidth(100);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** By name, in the order of the help. */
  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("serve", ServeCommand.class);
    commands.put("httpsqs", HttpsqsCommand.class);
    commands.put("htq", HtqCommand.class);
    commands.put("delayer", DelayerCommand.class);
    commands.put("relay", RelayCommand.class);
    commands.put("sink", SinkCommand.class);
    commands.put("import", ImportCommand.class);
    commands.put("bench", BenchCommand.class);
    commands.put("cluster-demo", ClusterDemoCommand.class);
    commands.put("backup", BackupCommand.class);
    commands.put("restore", RestoreCommand.class);
    commands.put("repair", RepairCommand.class);
    commands.put("key", KeyCommand.class);
    commands.put("config", ConfigCommand.class);
    commands.put("version", VersionCommand.class);
    commands.put("warm-up", WarmUpCommand.class);
    return commands;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    ConfigOptions plain = ServeArguments.read(args);
    System.exit(
        plain == null
            ? new Main(args).commandLine.execute(translate(args))
            : serve(plain, new PrintWriter(System.err, true, Charset.defaultCharset())));
  }

  /**
   * Runs one command; answers its exit code: 0 done, 1 could not, 2 wrong arguments or
   * configuration.
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    ConfigOptions plain = ServeArguments.read(args);
    if (plain != null) {
      return serve(plain, err);
    }
    CommandLine commandLine = new Main(args).commandLine.setOut(out).setErr(err);
    return commandLine.execute(translate(args));
  }

  private static int serve(ConfigOptions options, PrintWriter err) {
    try {
      return ServeCommand.serve(options);
    } catch (RuntimeException e) {
      return Failures.failed(e, err);
    }
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
