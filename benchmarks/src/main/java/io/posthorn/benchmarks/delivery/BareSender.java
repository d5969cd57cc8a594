package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.compare.Measured;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The ceiling: a Vert.x HTTP client that does nothing but post, one event loop, kept alive. */
final class BareSender implements Sender {
  static final String NAME = "bare HTTP client";

  private static final long PATIENCE_SECONDS = 300;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final SinkProcess sink;
  private final Load load;
  private int round;

  BareSender(SinkProcess sink, Load load) {
    this.sink = sink;
    this.load = load;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Measured measure() throws IOException, InterruptedException {
    long before = sink.distinctIds();
    var done = new CompletableFuture<Void>();
    Duration cpu = cpu();
    long start = System.nanoTime();
    vertx.deployVerticle(new Flows("bare-" + round++ + "-", done));
    try {
      done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the bare client failed: " + e, e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double micros = cpu().minus(cpu).toNanos() / 1e3 / load.messages();
    return new Measured(
        load.messages() / seconds, micros, load.missing(sink.distinctIds() - before));
  }

  /** Of this process, which does little else meanwhile. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    vertx.close();
  }

  /** As many requests in a row as there may be in flight, on one event loop. */
  private final class Flows extends AbstractVerticle {
    private final String prefix;
    private final CompletableFuture<Void> done;
    private final Buffer body = Buffer.buffer(load.body());
    private final RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(sink.port())
            .setURI("/hook");
    private int begun;
    private int answered;

    Flows(String prefix, CompletableFuture<Void> done) {
      this.prefix = prefix;
      this.done = done;
    }

    @Override
    public void start() {
      var client =
          vertx
              .httpClientBuilder()
              .with(new HttpClientOptions().setKeepAlive(true))
              .with(new PoolOptions().setHttp1MaxSize(load.inFlight()))
              .build();
      done.whenComplete((result, e) -> client.close());
      for (int i = 0; i < Math.min(load.inFlight(), load.messages()); i++) {
        next(client);
      }
    }

    private void next(HttpClient client) {
      int number = begun++;
      client
          .request(request)
          .compose(opened -> post(opened, number))
          .onSuccess(
              ignored -> {
                if (++answered == load.messages()) {
                  done.complete(null);
                } else if (begun < load.messages()) {
                  next(client);
                }
              })
          .onFailure(done::completeExceptionally);
    }

    private Future<Void> post(HttpClientRequest opened, int number) {
      opened.putHeader("Content-Type", "text/plain").putHeader("webhook-id", prefix + number);
      return opened
          .send(body)
          .compose(
              response ->
                  response.statusCode() == 200
                      ? response.end()
                      : Future.failedFuture("status " + response.statusCode()));
    }
  }
}
