package io.posthorn.cli;

import io.posthorn.access.AccessKey;
import io.posthorn.access.KeyFile;
import io.posthorn.access.KeyText;
import io.posthorn.config.ConfigException;
import io.posthorn.config.ConfigLoader;
import io.posthorn.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Makes, lists and revokes the keys of a data directory; a running server notices. */
@Command(
    name = "key",
    description = {
      "Make, list and revoke keys. While there are any, requests need one:",
      "Authorization: Bearer KEY. A running server notices changes within seconds."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class KeyCommand implements Runnable {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Read this YAML file (or the one that POSTHORN_CONFIG names).")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The server's data directory (default ./data).")
  private @Nullable String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Set any key of the configuration.")
  private List<String> assignments = new ArrayList<>();

  @Spec private CommandSpec spec;

  /** Without a subcommand there is only help to give. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new CommandLine.ParameterException(spec.commandLine(), "which of create, list, revoke?");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Make a key and print it, once: only its hash is kept.",
        "Roles: viewer (sees), producer (enqueues, cancels), consumer (takes, reserves, settles),",
        "operator (sees, enqueues, pauses, purges, redrives), admin (everything)."
      })
  int create(
      @Option(
              names = "--id",
              required = true,
              paramLabel = "ID",
              description = "Its name, in logs and for revoking: a-z, 0-9 and -.")
          String id,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE[,ROLE]",
              description = "What it may do.")
          String role,
      @Option(
              names = "--queues",
              defaultValue = "*",
              paramLabel = "PATTERN[,PATTERN]",
              description = "The queues and topics it is for, like mail-*,web (default all).")
          String queues,
      @Option(
              names = "--print",
              description = "Only print it, with the entry for access.keys of the configuration.")
          boolean print) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String text = KeyText.create(id, new SecureRandom());
    try {
      AccessKey key =
          new AccessKey(id, KeyText.hash(text), AccessKey.roles(role), AccessKey.queues(queues));
      if (print) {
        err.printf(
            "access:%n  keys:%n    - id: %s%n      role: %s%n      queues: '%s'%n      hash: %s%n",
            key.id(), key.rolesText(), key.queuesText(), key.hash());
      } else {
        ServerConfig config = config();
        refuseConfigured(config, id);
        KeyFile keys = new KeyFile(config.data());
        keys.add(key);
        err.println("posthorn: added to " + keys.path() + "; this is the only time it is shown:");
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw failed(e);
    }
    err.flush();
    out.println(text);
    out.flush();
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List keys: id, roles, queues, and where each is kept.")
  int list() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      ServerConfig config = config();
      config.access().keys().forEach(key -> out.println(line(key, "configuration")));
      KeyFile keys = new KeyFile(config.data());
      List<AccessKey> kept = keys.read();
      if (kept != null) {
        kept.forEach(key -> out.println(line(key, keys.path().toString())));
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw failed(e);
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Remove a key. Requests still need one when none is left.")
  int revoke(@Parameters(paramLabel = "ID", description = "The key's id.") String id) {
    try {
      ServerConfig config = config();
      refuseConfigured(config, id);
      if (!new KeyFile(config.data()).remove(id)) {
        spec.commandLine().getErr().println("posthorn: there is no key '" + id + "'");
        spec.commandLine().getErr().flush();
        return Failures.FAILED;
      }
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ServerConfig config() {
    ConfigLoader loader = new ConfigLoader().file(file).environment(System.getenv());
    assignments.forEach(loader::assignment);
    ConfigOptions.flag(loader, "data", data, "--data");
    return loader.load().config();
  }

  private static void refuseConfigured(ServerConfig config, String id) {
    if (config.access().keys().stream().anyMatch(key -> key.id().equals(id))) {
      throw new ConfigException(
          "key id '"
              + id
              + "' is in access.keys of the configuration (expected: another, or a change there)");
    }
  }

  private static String line(AccessKey key, String where) {
    return String.format(
        "%-32s %-20s %-30s %s", key.id(), key.rolesText(), key.queuesText(), where);
  }

  private static UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(e);
  }
}
