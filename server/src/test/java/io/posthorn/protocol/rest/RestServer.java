package io.posthorn.protocol.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.BrokerOptions;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.metrics.Meters;
import io.posthorn.monitor.Monitor;
import io.posthorn.monitor.MonitorOptions;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The native API over real sockets and the engine in memory, and a client to talk to it. */
final class RestServer implements AutoCloseable {
  /** Small bodies, so that limits are quickly met. */
  static final BrokerLimits LIMITS = withBody(BrokerLimits.DEFAULT, 1 << 20);

  private static final MonitorOptions WATCHING =
      new MonitorOptions(1000, 100, Duration.ofMillis(200), Duration.ZERO, 2);

  private static final ObjectMapper JSON = new ObjectMapper();

  final StorageEngine engine;
  final Broker broker;
  final Meters meters;
  final Monitor monitor;
  private final HttpTransport transport;
  private final HttpListener listener;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** An answer; its body as JSON where it is some. */
  record Answer(int status, java.net.http.HttpHeaders headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + text(), e);
      }
    }

    Optional<String> header(String name) {
      return headers.firstValue(name);
    }

    String code() {
      return json().path("code").asText();
    }
  }

  RestServer() throws IOException {
    this(EngineClock.system(), LIMITS, true);
  }

  RestServer(EngineClock clock, BrokerLimits limits, boolean createOnUse) throws IOException {
    this(new MemoryStorageEngine(clock), limits, createOnUse);
  }

  RestServer(StorageEngine engine, BrokerLimits limits, boolean createOnUse) throws IOException {
    this.engine = engine;
    EngineClock clock = engine.clock();
    meters = new Meters(Meters.storage(), clock, 8, "test");
    broker =
        new Broker(
            engine,
            limits,
            BrokerOptions.createOnUse(createOnUse),
            RandomGenerator.of("L64X128MixRandom"),
            meters.broker());
    monitor = Monitor.start(broker, meters, clock, clock, WATCHING);
    transport = HttpTransport.open(2, clock);
    listener =
        transport.listen(
            ListenerOptions.on("127.0.0.1", 0).withBodies(limits.body() + 4096, 64 << 20),
            new NativeApi(broker, limits, clock)
                .watchedBy(monitor, new Node("test", "0", "memory", clock.instant()), List::of));
  }

  int port() {
    return listener.port();
  }

  /** Connections that the server knows of. */
  int connections() {
    return listener.connections();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  Answer send(String method, String path, String body, String... headers) {
    return sendBytes(
        method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer sendBytes(String method, String path, byte[] body, String... headers) {
    return sendAsync(method, path, body, headers)
        .orTimeout(90, java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }

  CompletableFuture<Answer> sendAsync(String method, String path, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client
        .sendAsync(request.build(), BodyHandlers.ofByteArray())
        .thenApply((HttpResponse<byte[]> r) -> new Answer(r.statusCode(), r.headers(), r.body()))
        .thenApply(answer -> checked(method, path, answer));
  }

  /** Every answer of these tests is one that the OpenAPI document has. */
  private static Answer checked(String method, String path, Answer answer) {
    if (answer.header("Posthorn-Message-Id").isEmpty()) {
      String type = answer.header("Content-Type").orElse("");
      String faults =
          ApiContract.document().faults(method, path, answer.status(), type, answer.body());
      if (!faults.isEmpty()) {
        throw new AssertionError(faults);
      }
    }
    return answer;
  }

  /** Bytes that no charset makes text, the same for a seed. */
  static byte[] noise(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static BrokerLimits withBody(BrokerLimits limits, int body) {
    return new BrokerLimits(
        limits.batch(),
        limits.longPoll(),
        limits.minLease(),
        limits.maxLease(),
        body,
        limits.delay(),
        limits.handOutBytes(),
        limits.waiters());
  }

  @Override
  public void close() {
    broker.close();
    listener.close();
    monitor.close();
    transport.close();
    engine.close();
  }
}
