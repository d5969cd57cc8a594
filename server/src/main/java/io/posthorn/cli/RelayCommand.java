package io.posthorn.cli;

import io.posthorn.Relay;
import io.posthorn.config.ConfigLoader;
import io.posthorn.config.LoadedConfig;
import io.posthorn.source.RelayConfig;
import io.posthorn.source.RelayFile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stands in for async-http-post: its file, its Redis list, its requests. */
@Command(
    name = "relay",
    description = "Run in place of async-http-post, with its own default.conf.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RelayCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("posthorn");

  @Parameters(
      arity = "0..1",
      paramLabel = "DEFAULT.CONF",
      defaultValue = "default.conf",
      description = "The original's configuration (default ./${DEFAULT-VALUE}).")
  private Path file = Path.of("default.conf");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Work here (default: DEFAULT.CONF.DATA, as the original does).")
  private @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read how to store and deliver from this YAML file, too.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the configuration, as in --set delivery.tls.ca=ca.pem.")
  private List<String> assignments = new ArrayList<>();

  @Override
  public Integer call() {
    RelayFile.Content original = RelayFile.read(file);
    RelayConfig relay = original.config();
    LoadedConfig loaded = load();
    Path folder = data == null ? Relay.folder(file) : data;
    if (!original.unknown().isEmpty()) {
      LOG.warn(
          "{} has keys that neither async-http-post nor Posthorn knows: {}",
          file,
          String.join(", ", original.unknown()));
    }
    if (relay.urls().isEmpty()) {
      LOG.warn("post_urls in {} is empty: items are taken and dropped, as ever", file);
    }
    LOG.info("Posthorn {} relays list:{}", Version.current(), relay.list());
    Relay running = Relay.start(relay, folder, loaded.config());
    return Foreground.untilStopped(() -> greet(relay, running), () -> stop(running));
  }

  private LoadedConfig load() {
    ConfigLoader loader = new ConfigLoader().file(config).environment(System.getenv());
    assignments.forEach(loader::assignment);
    return loader.load();
  }

  /** The line that scripts around the original wait for, in UTF-8 whatever the locale, and ours. */
  private static void greet(RelayConfig relay, Relay running) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("程序在进程 " + ProcessHandle.current().pid() + " 启动成功");
    out.println(
        "Posthorn relays list:"
            + relay.list()
            + " of "
            + relay.address()
            + " to "
            + relay.urls().size()
            + " urls, working in "
            + running.data());
    out.flush();
  }

  private static int stop(Relay running) {
    LOG.info("Stopping: nothing more is taken, calls are finished");
    try {
      running.close();
      LOG.info("Stopped");
      return 0;
    } catch (RuntimeException e) {
      LOG.error("Stopping failed", e);
      return Failures.FAILED;
    }
  }
}
