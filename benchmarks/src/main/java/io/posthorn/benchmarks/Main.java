package io.posthorn.benchmarks;

import io.posthorn.benchmarks.compare.CompareCommand;
import io.posthorn.benchmarks.compare.RedisCommand;
import io.posthorn.benchmarks.crash.CrashTestCommand;
import io.posthorn.benchmarks.delayer.DelayerCommand;
import io.posthorn.benchmarks.delivery.AdaptiveCommand;
import io.posthorn.benchmarks.delivery.DeliveryCommand;
import io.posthorn.benchmarks.delivery.DueCommand;
import io.posthorn.benchmarks.delivery.TargetsCommand;
import io.posthorn.benchmarks.relay.RelayTestCommand;
import io.posthorn.benchmarks.scale.ConnectionsCommand;
import io.posthorn.benchmarks.scale.DelayedCommand;
import io.posthorn.benchmarks.scale.FillCommand;
import io.posthorn.benchmarks.scale.StartCommand;
import io.posthorn.benchmarks.watch.WatchCommand;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The measuring programs. {@code jmh} hands its arguments on to JMH. */
@Command(
    name = "posthorn-benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures Posthorn.",
    subcommands = {
      HelloServer.class,
      CompareCommand.class,
      RedisCommand.class,
      FillCommand.class,
      DelayedCommand.class,
      ConnectionsCommand.class,
      WatchCommand.class,
      StartCommand.class,
      DeliveryCommand.class,
      TargetsCommand.class,
      DueCommand.class,
      AdaptiveCommand.class,
      DelayerCommand.class,
      CrashTestCommand.class,
      RelayTestCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs one of them. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
