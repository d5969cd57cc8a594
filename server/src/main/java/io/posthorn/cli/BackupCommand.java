package io.posthorn.cli;

import io.posthorn.Backup;
import io.posthorn.backup.Manifest;
import io.posthorn.config.ListenConfig;
import io.posthorn.config.ServerConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies what a server stores, while it runs or while it does not. */
@Command(
    name = "backup",
    description =
        "Copy all that is stored to a new folder, while the server runs or while it is stopped.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder: a new or empty one.")
  private Path target = Path.of("");

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the running server is (default: where the configuration has it).")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "A key that may ask for it (or POSTHORN_KEY, which others can't see).",
      defaultValue = "${env:POSTHORN_KEY}")
  private @Nullable String key;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ServerConfig config = configuration.loader().load().config();
    URI server = ServerAddress.parse(url == null ? address(config) : url);
    // Behind --url there may be a proxy, with a certificate of its own.
    String pinned = url == null ? config.tls().certificate() : null;
    var client = new BackupClient(server, key, pinned == null ? null : Path.of(pinned));
    long begun = System.nanoTime();
    Manifest manifest = Backup.run(config.data(), target, client, Version.current());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d files, %d bytes copied to %s and checked, in %d ms%n",
        manifest.files().size(),
        manifest.bytes(),
        target.toAbsolutePath().normalize(),
        (System.nanoTime() - begun) / 1_000_000);
    out.flush();
    return 0;
  }

  /** How this machine reaches a server that is configured so. */
  private static String address(ServerConfig config) {
    ListenConfig listen = config.listen();
    String host =
        switch (listen.host()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> listen.host();
        };
    return (config.tls().isServed() ? "https://" : "http://")
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + listen.port();
  }
}
