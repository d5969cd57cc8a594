package io.posthorn.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.benchmarks.process.ServerProcess;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Endpoint;
import io.posthorn.cli.bench.LoadGenerator;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Posthorn, or the ceiling: a server process that answers HTTPSQS and native requests. */
final class HttpSubject implements Subject {
  private static final int MOST_PER_SECOND = 130_000;
  private static final int LINES = 1000;
  private static final long SETTLE_MILLIS = 300;

  private final String name;
  private final ServerProcess process;
  private final int port;
  private final boolean stores;
  private final Generator generator;

  /**
   * @param stores whether takes need something stored before
   */
  HttpSubject(String name, ServerProcess process, int port, boolean stores, Generator generator) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.stores = stores;
    this.generator = generator;
  }

  /** The same process under another generator. */
  HttpSubject with(Generator other) {
    return new HttpSubject(name, process, port, stores, other);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Measured measure(Work work, Duration duration) throws IOException, InterruptedException {
    String queue = work.httpsqs() ? "bench-httpsqs" : "bench-native";
    if (stores && !work.put()) {
      fill(queue, work.httpsqs(), MOST_PER_SECOND * (duration.toMillis() + 500) / 1000);
    }
    Duration before = process.cpu();
    Generator.Load load = generator.run(port, work, queue, duration);
    double micros = process.cpu().minus(before).toNanos() / 1e3 / Math.max(1, load.requests());
    return new Measured(load.rate(), micros, load.problem());
  }

  /** Stores messages in batches of {@code lines}; the rate is that of messages. */
  Measured batches(int clients, int lines, Duration duration)
      throws IOException, InterruptedException {
    Duration before = process.cpu();
    Outcome outcome =
        new LoadGenerator(
                new Endpoint("127.0.0.1", port, ""),
                Traffic.closed(clients, duration),
                Content.of(Mix.BATCH, "bench-batch").with(1, Generator.SIZE, lines))
            .run(progress -> {});
    double messages = Math.max(1, (double) outcome.requests() * lines);
    return new Measured(
        outcome.requestsPerSecond() * lines,
        process.cpu().minus(before).toNanos() / 1e3 / messages,
        outcome.errors() == 0
            ? ""
            : outcome.errors() + " errors: " + outcome.details().firstError());
  }

  /** Stores until {@code wanted} messages are ready. */
  private void fill(String queue, boolean httpsqs, long wanted)
      throws IOException, InterruptedException {
    long missing = wanted;
    try (var wire = new Wire(port)) {
      if (httpsqs) {
        wire.callRaw("POST", "/?name=" + queue + "&opt=put", "first");
        wire.callRaw("GET", "/?name=" + queue + "&opt=maxqueue&num=1000000000", "");
      }
      Wire.Answer answer = wire.call("GET", "/v1/queues/" + queue, "");
      JsonNode ready =
          answer.status() == 200
              ? new ObjectMapper().readTree(answer.body()).findValue("ready")
              : null;
      missing -= ready == null ? 0 : ready.asLong();
    }
    if (missing > 0) {
      Outcome outcome =
          new LoadGenerator(
                  new Endpoint("127.0.0.1", port, ""),
                  Traffic.count(4, 1 + missing / LINES),
                  Content.of(Mix.BATCH, queue).with(1, Generator.SIZE, LINES))
              .run(progress -> {});
      if (outcome.errors() > 0) {
        throw new IOException(name + ": filling failed: " + outcome.details().firstError());
      }
      // What the filling left for the background is not what is measured.
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
