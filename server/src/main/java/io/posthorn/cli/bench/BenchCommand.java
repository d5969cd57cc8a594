package io.posthorn.cli.bench;

import io.posthorn.message.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code posthorn bench}: puts load on a server and reports throughput and latencies. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Puts load on a server; exits with 1 when a request failed.")
public final class BenchCommand implements Callable<Integer> {
  @Option(names = "--url", paramLabel = "URL", description = "The server.")
  String url = "http://127.0.0.1:1218";

  @Option(
      names = "--mix",
      paramLabel = "MIX",
      converter = MixConverter.class,
      description =
          "put, take, put-take, reserve-ack, batch, httpsqs-put, httpsqs-get, httpsqs, long-poll or raw.")
  Mix mix = Mix.PUT_TAKE;

  @Option(
      names = {"-c", "--clients"},
      paramLabel = "N",
      description = "Connections at once.")
  int clients = 64;

  @Option(names = "--threads", paramLabel = "N", description = "Selector threads.")
  int threads = 1;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second, sent when due; 0 = as fast as they are answered.")
  double rate;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long, 500ms, 10s or 5m.")
  Duration duration = Duration.ofSeconds(10);

  @Option(
      names = {"-n", "--requests"},
      paramLabel = "N",
      description = "End after so many requests instead; 0 = no such end.")
  long requests;

  @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of a message.")
  int size = 100;

  @Option(
      names = "--keep-alive",
      paramLabel = "yes|no",
      converter = YesNoConverter.class,
      arity = "1",
      description = "Use connections again.")
  boolean keepAlive = true;

  @Option(names = "--queue", paramLabel = "NAME", description = "The queue.")
  String queue = "bench";

  @Option(
      names = "--queues",
      paramLabel = "N",
      description = "Spread over N queues, NAME-0 and so on.")
  int queues = 1;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "Messages of a batch (default 1000), most messages of a reserve (default 1).",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  int lines;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long a long poll waits.")
  Duration wait = Duration.ofSeconds(20);

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "An answer that takes longer (beyond a long poll's wait) is an error.")
  Duration timeout = Duration.ofSeconds(30);

  @Option(names = "--fill", paramLabel = "N", description = "Store N messages before the run.")
  long fill;

  @Option(names = "--auth", paramLabel = "PASSWORD", description = "HTTPSQS password.")
  String auth = "";

  @Option(names = "--method", paramLabel = "METHOD", description = "raw: the method.")
  String method = "POST";

  @Option(names = "--path", paramLabel = "TARGET", description = "raw: the target.")
  String path = "/";

  @Option(names = "--body", paramLabel = "TEXT", description = "raw: the body.")
  String body = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "LINE",
      description = "A further header line, like 'Authorization: Bearer KEY'.")
  List<String> headers = List.of();

  @Option(names = "--json", description = "Print the result as one JSON object.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress lines.")
  boolean quiet;

  @Spec CommandSpec spec;

  /** For picocli. */
  @SuppressWarnings("NullAway.Init")
  public BenchCommand() {}

  /** Runs the command by itself. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchCommand()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      Endpoint endpoint = Endpoint.parse(url);
      Content content = content();
      if (fill > 0) {
        fill(endpoint, content);
      }
      Duration length = requests > 0 ? Duration.ofDays(1) : duration;
      var traffic =
          new Traffic(clients, threads, rate, length, requests, keepAlive, timeout.plus(longest()));
      return run(endpoint, traffic, content);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      spec.commandLine().getErr().println("bench: " + url + ": " + e.getMessage());
      return 1;
    }
  }

  private Duration longest() {
    return mix == Mix.LONG_POLL ? wait : Duration.ZERO;
  }

  private Content content() {
    String headerLines = headers.isEmpty() ? "" : String.join("\r\n", headers) + "\r\n";
    var raw = new Content.Raw(method, path, body, headerLines, auth);
    int perRequest = lines == 0 ? (mix == Mix.BATCH ? 1000 : 1) : lines;
    return new Content(mix, queue, queues, size, perRequest, wait, raw);
  }

  private int run(Endpoint endpoint, Traffic traffic, Content content)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    var before = new AtomicLong();
    Outcome outcome =
        new LoadGenerator(endpoint, traffic, content)
            .run(
                progress -> {
                  long last = before.getAndSet(progress.requests());
                  if (!quiet) {
                    err.println(BenchReport.line(progress, last));
                  }
                });
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? BenchReport.json(traffic, content, outcome)
            : BenchReport.text(traffic, content, outcome));
    out.flush();
    if (outcome.requests() == 0 && outcome.errors() == 0) {
      err.println("bench: " + url + ": no request was answered");
    }
    return outcome.errors() > 0 || outcome.requests() == 0 ? 1 : 0;
  }

  /** By batches, or by HTTPSQS puts where the server may know nothing else. */
  private void fill(Endpoint endpoint, Content content) throws IOException, InterruptedException {
    int perRequest = content.mix().isHttpsqs() ? 1 : (int) Math.min(1000, fill);
    Content filling = content.with(perRequest == 1 ? Mix.HTTPSQS_PUT : Mix.BATCH, perRequest);
    Traffic traffic = Traffic.count(perRequest == 1 ? 64 : 4, (fill + perRequest - 1) / perRequest);
    Outcome outcome = new LoadGenerator(endpoint, traffic, filling).run(progress -> {});
    if (outcome.errors() > 0) {
      throw new IOException("filling failed: " + outcome.details().firstError());
    }
  }

  private static final class MixConverter implements CommandLine.ITypeConverter<Mix> {
    @Override
    public Mix convert(String value) {
      for (Mix mix : Mix.values()) {
        if (mix.toString().equals(value)) {
          return mix;
        }
      }
      throw new CommandLine.TypeConversionException("'" + value + "' is no mix");
    }
  }

  private static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Durations.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class YesNoConverter implements CommandLine.ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String value) {
      return switch (value) {
        case "yes", "true" -> true;
        case "no", "false" -> false;
        default ->
            throw new CommandLine.TypeConversionException("'" + value + "' (expected: yes or no)");
      };
    }
  }
}
