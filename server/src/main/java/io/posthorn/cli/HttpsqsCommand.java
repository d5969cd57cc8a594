package io.posthorn.cli;

import io.posthorn.Server;
import io.posthorn.StartException;
import io.posthorn.config.ConfigException;
import io.posthorn.config.ConfigLoader;
import io.posthorn.config.LoadedConfig;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Stands in for the original HTTPSQS 1.7: its flags, its defaults, HTTPSQS on every path. */
@Command(
    name = "httpsqs",
    description = "Run in place of HTTPSQS 1.7, with its own flags (letters may be bundled).",
    versionProvider = Version.class)
final class HttpsqsCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("posthorn");

  @Option(
      names = {"-l", "--host"},
      paramLabel = "IP",
      description = "Listen on this address (default 0.0.0.0).")
  private @Nullable String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "NUM",
      description = "Listen on this port (default 1218).")
  private @Nullable String port;

  @Option(
      names = {"-x", "--data"},
      paramLabel = "DIR",
      description = "Keep messages here (required).")
  private @Nullable String data;

  @Option(
      names = {"-t", "--idle-timeout"},
      paramLabel = "SEC",
      description = "Close a connection silent for so long (default 60).")
  private @Nullable String idleTimeout;

  @Option(
      names = {"-s", "--sync-time"},
      paramLabel = "SEC",
      description =
          "Sync interval of buffered queues (default 5). Answers wait for the disk unless"
              + " --set storage.durability=buffered.")
  private @Nullable String syncTime;

  @Option(
      names = {"-c", "--cache-nodes"},
      paramLabel = "NUM",
      description = "Ignored: no such cache here.")
  private @Nullable String cacheNodes;

  @Option(
      names = {"-m", "--mapped-memory"},
      paramLabel = "MB",
      description = "Ignored: no mapped memory here.")
  private @Nullable String mappedMemory;

  @Option(
      names = {"-i", "--pid-file"},
      paramLabel = "FILE",
      defaultValue = "/tmp/httpsqs.pid",
      description = "Write the process id here (default ${DEFAULT-VALUE}).")
  private Path pidFile = Path.of("/tmp/httpsqs.pid");

  @Option(
      names = {"-a", "--auth"},
      paramLabel = "PASS",
      description = "Ask for this password.")
  private @Nullable String auth;

  @Option(
      names = {"-d", "--daemon"},
      description = "Run in the background.")
  private boolean daemon;

  @Option(
      names = {"-h", "--original-help"},
      description = "Print this help to stderr; exit code 1.")
  private boolean originalHelp;

  @Option(names = "--help", usageHelp = true, description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(
      names = "--ignore-old-data",
      description =
          "Start although DIR holds an original HTTPSQS's httpsqs.db, which is left alone.")
  private boolean ignoreOldData;

  @Option(names = "--config", paramLabel = "FILE", description = "Read this YAML file.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set any key of the configuration.")
  private List<String> assignments = new ArrayList<>();

  @Parameters(hidden = true)
  private List<String> ignored = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (originalHelp || data == null) {
      spec.commandLine().usage(spec.commandLine().getErr());
      return originalHelp
          ? Failures.FAILED
          : attention("Please use the indispensable argument: -x <path>");
    }
    LoadedConfig loaded = load(data);
    refuseOldData(loaded.config().data());
    if (daemon && !Daemon.isChild()) {
      return Daemon.startIn(loaded.config().data(), spec.commandLine().getErr());
    }
    warn(loaded);
    try {
      return Foreground.serve(loaded, Server.Front.HTTPSQS, new PidFile(pidFile));
    } catch (StartException e) {
      return switch (e.part()) {
        case LISTENER ->
            error("Error: Unable to listen on " + address(loaded) + ": " + e.getMessage());
        case DATA -> attention("Unable to open the database: " + e.getMessage());
      };
    }
  }

  private LoadedConfig load(String directory) {
    ConfigLoader loader =
        new ConfigLoader()
            .defaultValue("listen.host", "0.0.0.0")
            .defaultValue("listen.insecure", "true")
            .file(config)
            .environment(System.getenv());
    assignments.forEach(loader::assignment);
    ConfigOptions.flag(loader, "data", directory, "-x");
    ConfigOptions.flag(loader, "listen.host", host, "-l");
    ConfigOptions.flag(loader, "listen.port", port, "-p");
    ConfigOptions.flag(loader, "http.idleTimeout", idleTimeout, "-t");
    ConfigOptions.flag(loader, "storage.flushInterval", syncTime, "-s");
    ConfigOptions.flag(loader, "httpsqs.auth", auth, "-a");
    return loader.load();
  }

  private void refuseOldData(Path directory) {
    Path old = directory.resolve("httpsqs.db");
    if (!ignoreOldData && Files.exists(old)) {
      throw new ConfigException(
          old
              + " holds the messages of an original HTTPSQS, which 'posthorn import' of a later version"
              + " will bring over: choose another -x, or start without them by --ignore-old-data");
    }
  }

  private void warn(LoadedConfig loaded) {
    if (cacheNodes != null) {
      LOG.info("-c has no meaning here and is ignored: storage.blockCache bounds the cache");
    }
    if (mappedMemory != null) {
      LOG.info("-m has no meaning here and is ignored: storage files are not mapped");
    }
    if (!ignored.isEmpty()) {
      LOG.info("Ignored arguments: {}", String.join(" ", ignored));
    }
    if (!Loopback.isLoopback(loaded.config().listen().host())
        && loaded.config().httpsqs().auth() == null
        && !Loopback.hasKeys(loaded.config())) {
      LOG.warn(
          "Listening on {} without a password, as HTTPSQS does by default: whoever reaches it can read"
              + " and delete every message (-l 127.0.0.1 or -a PASS prevents that)",
          loaded.config().listen().host());
    }
  }

  private int attention(String sentence) {
    return error("Attention: " + sentence);
  }

  private int error(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
    return Failures.FAILED;
  }

  private static String address(LoadedConfig loaded) {
    return loaded.config().listen().host() + ":" + loaded.config().listen().port();
  }
}
