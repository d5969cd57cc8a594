package io.posthorn.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** A Posthorn process of the same program as this one. */
final class DemoNode {
  private static final Duration TIME = Duration.ofSeconds(90);

  /** Everything runs on one machine, which may be slow. */
  private static final String TIMEOUT = "3s";

  private final Program program;
  private final HttpClient client;

  /** One that works in {@code folder}, over the Redis at {@code uri}. */
  DemoNode(Path folder, String uri, int minReplicas, RandomGenerator random, HttpClient client) {
    this.client = client;
    int port = Program.freePort(random);
    program =
        new Program(
            folder,
            port,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.posthorn.cli.Main",
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                "" + port,
                "--set",
                "storage.engine=redis",
                "--set",
                "redis.uri=" + uri,
                "--set",
                "redis.minReplicas=" + minReplicas,
                "--set",
                "redis.timeout=" + TIMEOUT));
  }

  /** Where it is asked. */
  URI at(String path) {
    return URI.create("http://127.0.0.1:" + program.port + path);
  }

  void start() {
    program.start();
  }

  /** Waits until it answers. */
  void awaitReady() {
    Patience.until(
        "Posthorn does not start: " + program.lastWords(),
        TIME,
        () -> {
          try {
            HttpRequest request = HttpRequest.newBuilder(at("/healthz")).timeout(TIME).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
          } catch (IOException e) {
            return false;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
          }
        });
  }

  /** SIGKILL. */
  void kill() {
    program.kill();
  }
}
