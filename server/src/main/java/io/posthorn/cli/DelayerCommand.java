package io.posthorn.cli;

import io.posthorn.delayer.Delayer;
import io.posthorn.delayer.DelayerFile;
import io.posthorn.delayer.InstanceFile;
import io.posthorn.delayer.OriginalLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stands in for the original Delayer 1.0.4: its flags, its file, its keys in Redis. */
@Command(name = "delayer", description = "Run in place of Delayer, with its own delayer.conf.")
final class DelayerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("posthorn");
  private static final String DEFAULT_FILE = "delayer.conf";

  /** Of the original that this stands in for; scripts may compare it. */
  private static final String ORIGINAL_VERSION = "1.0.4";

  private static final String BANNER =
      """
           _      _
        __| | ___| | __ _ _   _  ___ _ __
       / _` |/ _ \\ |/ _` | | | |/ _ \\ '__|
      | (_| |  __/ | (_| | |_| |  __/ |
       \\__,_|\\___|_|\\__,_|\\__, |\\___|_|
                          |___/
      """;

  @Option(
      names = "-c",
      paramLabel = "FILE",
      description = "The original's configuration (default ./" + DEFAULT_FILE + ").")
  private @Nullable Path file;

  @Option(names = "--configuration", paramLabel = "FILE", description = "The same.")
  private @Nullable Path configuration;

  @Option(
      names = {"-d", "--daemon"},
      description = "Run in the background.")
  private boolean daemon;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(
      names = {"-v", "--version"},
      description = "Print the version of the original that this stands in for.")
  private boolean version;

  @Parameters(hidden = true)
  private List<String> ignored = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (version) {
      spec.commandLine().getOut().println(ORIGINAL_VERSION + "\n");
      spec.commandLine().getOut().flush();
      return 0;
    }
    InstantSource clock = InstantSource.system();
    Path path = file != null ? file : configuration != null ? configuration : Path.of(DEFAULT_FILE);
    DelayerFile original;
    try {
      original = DelayerFile.read(path);
    } catch (IOException e) {
      return error(OriginalLog.time(clock) + " Configuration file read error: " + path);
    }
    if (daemon && !Daemon.isChild()) {
      return Daemon.start(spec.commandLine().getErr());
    }
    warn(path, original);
    return run(original, clock);
  }

  private int run(DelayerFile original, InstantSource clock) {
    OriginalLog log;
    try {
      log = new OriginalLog(System.out, original.accessLog(), original.errorLog(), clock);
    } catch (IOException e) {
      return error("Open file Failed: " + e.getMessage());
    }
    @Nullable InstanceFile pid = original.pid() == null ? null : new InstanceFile(original.pid());
    if (pid != null && pid.running() != 0) {
      String time = OriginalLog.time(clock);
      return error("[error] " + time + " ERROR: Service is being executed, PID: " + pid.running());
    }
    try {
      if (pid != null) {
        pid.write();
      }
    } catch (IOException e) {
      return error("PID file cannot be written: " + original.pid());
    }
    Delayer delayer;
    try {
      delayer = Delayer.start(original.options(), clock, log);
    } catch (RuntimeException | Error e) {
      remove(pid);
      throw e;
    }
    return Foreground.untilStopped(() -> greet(log), () -> stop(delayer, log, pid));
  }

  /** The lines that scripts around the original wait for. */
  private static void greet(OriginalLog log) {
    System.out.println(BANNER);
    System.out.println("Service:\t\tdelayer");
    System.out.println("Version:\t\t" + ORIGINAL_VERSION);
    log.info("Service started successfully, PID: " + ProcessHandle.current().pid());
  }

  private static int stop(Delayer delayer, OriginalLog log, @Nullable InstanceFile pid) {
    delayer.close();
    log.info("Service stopped successfully, PID: " + ProcessHandle.current().pid());
    remove(pid);
    return 0;
  }

  private static void remove(@Nullable InstanceFile pid) {
    if (pid != null) {
      pid.remove();
    }
  }

  private static void warn(Path path, DelayerFile original) {
    if (!original.unknown().isEmpty()) {
      String unknown = String.join(", ", original.unknown());
      LOG.warn("{} has keys that Delayer does not know: {}", path, unknown);
    }
  }

  private int error(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
    return Failures.FAILED;
  }
}
