package io.posthorn.examples;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An application that Posthorn calls: answers and remembers what it was called with. */
final class Receiver implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;
  private final Function<Received, String> answer;
  private final Duration needs;
  private final int port;
  private HttpServer server;

  /** A request, and when it came. */
  record Received(String path, String body, String id, int attempt, Instant at) {}

  private Receiver(InstantSource clock, Duration needs, Function<Received, String> answer) {
    this.clock = clock;
    this.needs = needs;
    this.answer = answer;
    server = listen(0);
    port = server.actualPort();
  }

  /** Answers {@code ok} to everything. */
  static Receiver start(InstantSource clock) {
    return new Receiver(clock, Duration.ZERO, request -> "ok");
  }

  /** Needs {@code time} of the real clock for each request. */
  static Receiver needing(Duration time, InstantSource clock) {
    return new Receiver(clock, time, request -> "ok");
  }

  /** Answers what {@code answer} says, with 200. */
  static Receiver answering(InstantSource clock, Function<Received, String> answer) {
    return new Receiver(clock, Duration.ZERO, answer);
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  List<String> bodies() {
    return received.stream().map(Received::body).toList();
  }

  int count() {
    return received.size();
  }

  /** From now on nobody listens there. */
  void die() {
    await(server.close());
  }

  /** Listens again where it did. */
  void comeBack() {
    server = listen(port);
  }

  private HttpServer listen(int where) {
    return await(vertx.createHttpServer().requestHandler(this::receive).listen(where, "127.0.0.1"));
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              var one =
                  new Received(
                      request.path(),
                      body.toString(),
                      request.getHeader("webhook-id"),
                      Integer.parseInt(request.getHeader("Posthorn-Attempt")),
                      clock.instant());
              received.add(one);
              if (needs.isZero()) {
                request.response().end(answer.apply(one));
              } else {
                vertx.setTimer(
                    needs.toMillis(), timer -> request.response().end(answer.apply(one)));
              }
            });
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
