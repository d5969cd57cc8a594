package io.posthorn.benchmarks.watch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who watches a server: a Prometheus, thrice as often as they usually do, and a browser with the
 * console's first page, which asks for these views at these intervals and follows the events.
 */
final class Watchers {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** For Prometheus. */
  final View metrics = new View("/metrics", Duration.ofSeconds(5));

  /** The console's numbers of all queues together. */
  final View overview = new View("/v1/overview", Duration.ofSeconds(5));

  /** The console's list of queues. */
  final View page = new View("/v1/queues?limit=50", Duration.ofSeconds(2));

  /** Server-sent events that came. */
  final AtomicLong events = new AtomicLong();

  private final String address;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Those of the server on {@code port}. */
  Watchers(int port) {
    address = "http://127.0.0.1:" + port;
  }

  List<View> views() {
    return List.of(metrics, overview, page);
  }

  /** Forgets what came so far, as from a server that was not warm. */
  void reset() {
    views().forEach(View::reset);
    events.set(0);
  }

  /** Watches until what it returns is closed, which waits for answers under way. */
  Watching begin() {
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(views().size());
    for (View view : views()) {
      clock.scheduleAtFixedRate(
          () -> look(view), 0, view.every().toMillis(), TimeUnit.MILLISECONDS);
    }
    var follower = new Events(events);
    var following = request("/v1/events").header("Accept", "text/event-stream").build();
    client.sendAsync(following, BodyHandlers.fromLineSubscriber(follower));
    return () -> {
      follower.leave();
      clock.shutdown();
      if (!clock.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        clock.shutdownNow();
      }
    };
  }

  /** Ends the watching. */
  interface Watching extends AutoCloseable {
    @Override
    void close() throws InterruptedException;
  }

  private void look(View view) {
    long asked = System.nanoTime();
    try {
      HttpRequest request = request(view.path()).timeout(TIMEOUT).build();
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() == 200) {
        view.answered(System.nanoTime() - asked, answer.body().length);
      } else {
        view.failed("status " + answer.statusCode());
      }
    } catch (IOException e) {
      view.failed(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path));
  }
}
