package io.posthorn.cli;

import io.posthorn.cli.sink.Sink;
import io.posthorn.cli.sink.SinkOptions;
import io.posthorn.message.Durations;
import io.posthorn.message.SigningSecret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Receives what is delivered: for trying things out, and for measuring. */
@Command(
    name = "sink",
    description = {
      "Receive requests, print a line for each, count them and their distinct message ids.",
      "GET /sink/stats answers the totals as JSON; SIGTERM or SIGINT ends it and prints them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    versionProvider = Version.class)
final class SinkCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "NUM",
      required = true,
      description = "Listen on this port; 0 = any free one.")
  private int port;

  @Option(names = "--host", paramLabel = "IP", description = "Listen on this address.")
  private String host = "127.0.0.1";

  @Option(
      names = "--status",
      paramLabel = "CODE",
      split = ",",
      description = "Answer these, in turn.")
  private List<Integer> statuses = List.of(200);

  @Option(names = "--body", paramLabel = "TEXT", description = "Answer this body.")
  private String body = "ok";

  @Option(names = "--delay", paramLabel = "TIME", description = "Hold each answer back so long.")
  private String delay = "0s";

  @Option(
      names = "--fail-first",
      paramLabel = "N",
      description = "Answer 503 to the first N requests of each message id.")
  private int failFirst;

  @Option(
      names = "--verify-secret",
      paramLabel = "SECRET",
      description = "Say whether signatures (Standard Webhooks, whsec_...) are valid.")
  private @Nullable String secret;

  @Option(names = "--quiet", description = "Print only the totals, in the end.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Sink sink;
    try {
      var options =
          new SinkOptions(host, port, statuses, delay(), failFirst, secret(), quiet, body);
      sink = Sink.start(options, System.out, InstantSource.system());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return Foreground.untilStopped(
        () -> Foreground.ready("Posthorn sink", sink.address()),
        () -> {
          sink.close();
          return 0;
        });
  }

  private Duration delay() {
    try {
      return Durations.parse(delay);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("delay: " + e.getMessage(), e);
    }
  }

  private @Nullable SigningSecret secret() {
    try {
      return secret == null ? null : new SigningSecret(secret, null);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("verify-" + e.getMessage(), e);
    }
  }
}
