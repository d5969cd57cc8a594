package io.posthorn.cli;

import io.posthorn.cli.demo.Demo;
import io.posthorn.cli.demo.Ledger;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what several nodes over a Redis Cluster survive. */
@Command(
    name = "cluster-demo",
    description = {
      "Start a Redis Cluster and three nodes on this machine, put load on them, kill a node, then a"
          + " Redis master.",
      "Prints what was acknowledged, delivered, lost and repeated; exit code 1 when anything was"
          + " lost."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    versionProvider = Version.class)
final class ClusterDemoCommand implements Callable<Integer> {
  private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");

  @Option(names = "--rounds", paramLabel = "N", description = "Kill something so many times.")
  private int rounds = 2;

  @Option(
      names = "--kill",
      paramLabel = "WHAT",
      description = "What a round kills: node, master, or both in turns.")
  private Demo.Kill kill = Demo.Kill.BOTH;

  @Option(
      names = "--min-replicas",
      paramLabel = "N",
      description = "How many replicas have a change before it is answered (redis.minReplicas).")
  private int minReplicas = 1;

  @Option(
      names = "--redis-server",
      paramLabel = "PATH",
      description = "The redis-server, or valkey-server, program (default: the one on PATH).")
  private @Nullable Path redis;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (rounds < 0 || minReplicas < 0 || minReplicas > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "rounds: %d, min-replicas: %d (expected: 0 or more; 0 or 1)"
              .formatted(rounds, minReplicas));
    }
    Ledger ledger = new Demo(System.out, new Random()).run(program(), rounds, kill, minReplicas);
    System.out.println("Ledger: " + ledger);
    return ledger.lost() == 0 ? 0 : Failures.FAILED;
  }

  private String program() {
    Path given = redis;
    if (given != null) {
      if (!Files.isExecutable(given)) {
        throw new ParameterException(
            spec.commandLine(), "redis-server: " + given + " (expected: a program)");
      }
      return given.toAbsolutePath().toString();
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .flatMap(folder -> programs(Path.of(folder)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "redis-server: not on PATH (expected: --redis-server PATH of a redis-server or"
                        + " valkey-server)"));
  }

  private static Stream<Path> programs(Path folder) {
    return PROGRAMS.stream().map(folder::resolve);
  }
}
