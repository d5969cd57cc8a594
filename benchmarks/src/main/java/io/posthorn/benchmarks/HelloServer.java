package io.posthorn.benchmarks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The ceiling: a bare Vert.x server that reads the same requests and sends the same heads and
 * bodies as Posthorn, and does nothing in between.
 */
@Command(
    name = "hello",
    mixinStandardHelpOptions = true,
    description = "Serves the ceiling of a machine.")
public final class HelloServer implements Callable<Integer> {
  @Option(names = "--port", description = "TCP port.", required = true)
  int port;

  @Option(
      names = "--heads",
      description = "httpsqs, native, or auto: as the target asks.",
      defaultValue = "auto")
  String heads = "auto";

  @Option(names = "--event-loops", description = "Event loops.", defaultValue = "1")
  int eventLoops;

  @Option(names = "--size", description = "Bytes of a message it hands out.", defaultValue = "100")
  int size;

  /** For picocli. */
  public HelloServer() {}

  @Override
  public Integer call() throws InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
    Buffer message = Buffer.buffer("x".repeat(size));
    vertx
        .deployVerticle(
            () -> new Hello(port, heads, message), new DeploymentOptions().setInstances(eventLoops))
        .onSuccess(id -> System.out.println("Hello ready on http://127.0.0.1:" + port))
        .onFailure(
            e -> {
              System.err.println("hello: " + e);
              System.exit(1);
            });
    Thread.currentThread().join();
    return 0;
  }

  private static final class Hello extends VerticleBase {
    private static final Buffer PUT_OK = Buffer.buffer("HTTPSQS_PUT_OK");
    private static final Buffer ENQUEUED =
        Buffer.buffer(
            "{\"id\":\"19a3f0c2b1d-2a4f1\",\"sequence\":173297,\"visibleAt\":\"2026-11-21T08:09:10.123Z\"}");

    private final int port;
    private final String heads;
    private final Buffer message;
    private String date = "";
    private long count;

    Hello(int port, String heads, Buffer message) {
      this.port = port;
      this.heads = heads;
      this.message = message;
    }

    @Override
    public Future<?> start() {
      setDate();
      vertx.setPeriodic(500, id -> setDate());
      return vertx
          .createHttpServer(new HttpServerOptions().setAcceptBacklog(10_000))
          .requestHandler(request -> request.bodyHandler(body -> answer(request)))
          .listen(port, "127.0.0.1");
    }

    private void setDate() {
      date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    private void answer(HttpServerRequest request) {
      HttpServerResponse response = request.response();
      count++;
      if (heads.equals("auto") ? !request.uri().startsWith("/v1/") : heads.equals("httpsqs")) {
        Buffer body = request.uri().contains("opt=get") ? message : PUT_OK;
        response
            .putHeader("Content-Type", "text/plain")
            .putHeader("Connection", "keep-alive")
            .putHeader("Cache-Control", "no-cache")
            .putHeader("Pos", Long.toString(count))
            .putHeader("Date", date)
            .putHeader("Content-Length", Integer.toString(body.length()))
            .end(body);
      } else if (request.uri().contains("/take")) {
        response
            .putHeader("Content-Type", "application/octet-stream")
            .putHeader("Posthorn-Message-Id", "19a3f0c2b1d-" + Long.toHexString(count))
            .putHeader("Posthorn-Sequence", Long.toString(count))
            .putHeader("Date", date)
            .putHeader("Content-Length", Integer.toString(message.length()))
            .end(message);
      } else {
        response
            .setStatusCode(201)
            .putHeader("Content-Type", "application/json")
            .putHeader(
                "Location", "/v1/queues/bench/messages/19a3f0c2b1d-" + Long.toHexString(count))
            .putHeader("Date", date)
            .putHeader("Content-Length", Integer.toString(ENQUEUED.length()))
            .end(ENQUEUED);
      }
    }
  }
}
