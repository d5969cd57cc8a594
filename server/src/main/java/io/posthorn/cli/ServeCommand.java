package io.posthorn.cli;

import io.posthorn.Server;
import io.posthorn.config.LoadedConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves every protocol in the foreground until it is told to stop. */
@Command(
    name = "serve",
    description = "Run the server in the foreground until SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Override
  public Integer call() {
    return serve(options);
  }

  /** Serves as {@code options} say. */
  static int serve(ConfigOptions options) {
    LoadedConfig loaded = options.loader().load();
    Loopback.require(loaded.config());
    return Foreground.serve(loaded, Server.Front.ALL, null);
  }
}
