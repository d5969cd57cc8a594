package io.posthorn.cli;

import io.posthorn.config.LoadedConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the configuration that {@code serve} would run with. */
@Command(
    name = "config",
    description =
        "Print the effective configuration as YAML, secrets masked, and where each value comes from.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ConfigCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LoadedConfig loaded = options.loader().load();
    spec.commandLine().getOut().print(loaded.describe());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
