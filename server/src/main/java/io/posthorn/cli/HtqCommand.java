package io.posthorn.cli;

import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import io.posthorn.config.LoadedConfig;
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

/** Stands in for the original HTQ: its file, its port, its API. */
@Command(
    name = "htq",
    description = "Run in place of HTQ, with its own config.json.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class HtqCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("posthorn");

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG.JSON",
      defaultValue = "config.json",
      description = "The original's configuration (default ./${DEFAULT-VALUE}).")
  private Path file = Path.of("config.json");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep queues and tasks here (default ./htq.data).")
  private @Nullable String data;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "Listen on this address (default 0.0.0.0).")
  private @Nullable String host;

  @Option(names = "--config", paramLabel = "FILE", description = "Read this YAML file, too.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set any key of the configuration.")
  private List<String> assignments = new ArrayList<>();

  @Override
  public Integer call() {
    HtqFile original = HtqFile.read(file);
    LoadedConfig loaded = load(original);
    warn(original, loaded);
    return Foreground.serve(loaded, Server.Front.HTQ, null, HtqCommand::greet);
  }

  private LoadedConfig load(HtqFile original) {
    ConfigLoader loader =
        new ConfigLoader()
            .defaultValue("data", "htq.data")
            .defaultValue("listen.host", "0.0.0.0")
            .defaultValue("listen.insecure", "true")
            .file(config)
            .environment(System.getenv())
            .flag("htq.appKey", original.appKey(), "app_key in " + file)
            .flag("htq.appToken", original.appToken(), "app_token in " + file)
            .flag("listen.port", original.port(), "api_port in " + file);
    assignments.forEach(loader::assignment);
    ConfigOptions.flag(loader, "data", data, "--data");
    ConfigOptions.flag(loader, "listen.host", host, "--host");
    return loader.load();
  }

  private void warn(HtqFile original, LoadedConfig loaded) {
    if (original.redis()) {
      LOG.info(
          "redis_host, redis_port and redis_key_prefix in {} are not used: tasks are kept in {}",
          file,
          loaded.config().data());
    }
    if (!original.unknown().isEmpty()) {
      LOG.warn(
          "{} has keys that HTQ does not know: {}", file, String.join(", ", original.unknown()));
    }
    if (original.isShipped()) {
      LOG.warn(
          "app_key or app_token in {} is the one that HTQ is shipped with, which everybody knows:"
              + " whoever reaches this server can have it call any address; change both",
          file);
    }
    if (!Loopback.isLoopback(loaded.config().listen().host())) {
      LOG.warn(
          "Listening on {}, as HTQ does: key and token come in clear (--host 127.0.0.1 serves this"
              + " machine alone)",
          loaded.config().listen().host());
    }
  }

  /** The lines that scripts around the original wait for; in UTF-8 whatever the locale. */
  private static void greet(String address) {
    String port = address.substring(address.lastIndexOf(':') + 1);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("后台队列服务已经启动，随时等待新队列任务");
    out.println("APi服务已经启动，访问地址为 http://127.0.0.1:" + port);
  }
}
