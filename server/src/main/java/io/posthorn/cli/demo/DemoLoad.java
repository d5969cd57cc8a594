package io.posthorn.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A producer and a consumer for each node. A message is sent until somebody acknowledges it, with
 * the same Idempotency-Key; who fails turns to the next node.
 */
final class DemoLoad {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PACE_NANOS = 5_000_000;
  private static final long PAUSE_NANOS = 50_000_000;
  private static final String QUEUE = "/v1/queues/demo/";

  private final List<DemoNode> nodes;
  private final HttpClient client;
  private final Ledger ledger;
  private final AtomicLong names = new AtomicLong();
  private final List<Thread> producers = new ArrayList<>();
  private final List<Thread> consumers = new ArrayList<>();
  private volatile boolean producing = true;
  private volatile boolean consuming = true;

  /** Begins at once. */
  DemoLoad(List<DemoNode> nodes, HttpClient client, Ledger ledger) {
    this.nodes = nodes;
    this.client = client;
    this.ledger = ledger;
    for (int i = 0; i < nodes.size(); i++) {
      int home = i;
      producers.add(new Thread(() -> produce(home), "posthorn-demo-producer-" + i));
      consumers.add(new Thread(() -> consume(home), "posthorn-demo-consumer-" + i));
    }
    producers.forEach(Thread::start);
    consumers.forEach(Thread::start);
  }

  /** Produces no more, waits until what was acknowledged has arrived, or {@code most} is over. */
  void finish(Duration most) {
    producing = false;
    producers.forEach(DemoLoad::join);
    Patience.within(most, () -> ledger.lost() == 0);
    consuming = false;
    consumers.forEach(DemoLoad::join);
  }

  private void produce(int home) {
    int node = home;
    while (producing) {
      String name = "m" + names.incrementAndGet();
      while (producing && !put(nodes.get(node), name)) {
        node = turn(node);
      }
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private boolean put(DemoNode node, String name) {
    HttpResponse<String> answer = post(node, "messages", name, "Idempotency-Key", name);
    if (answer == null || answer.statusCode() / 100 != 2) {
      return false;
    }
    ledger.acknowledged(name);
    return true;
  }

  private void consume(int home) {
    int node = home;
    while (consuming) {
      if (!handle(nodes.get(node))) {
        node = turn(node);
      }
    }
  }

  private boolean handle(DemoNode node) {
    HttpResponse<String> answer = post(node, "reserve?limit=50&lease=5s&wait=1s", "");
    if (answer == null || answer.statusCode() != 200) {
      return answer != null && answer.statusCode() == 404;
    }
    try {
      ObjectNode settle = JSON.createObjectNode();
      ArrayNode settlements = settle.putArray("settlements");
      for (JsonNode message : JSON.readTree(answer.body()).path("messages")) {
        ledger.delivered(message.path("body").asText());
        settlements
            .addObject()
            .put("receipt", message.path("receipt").asText())
            .put("outcome", "ack");
      }
      if (settlements.isEmpty()) {
        return true;
      }
      HttpResponse<String> settled =
          post(node, "settle", settle.toString(), "Content-Type", "application/json");
      return settled != null && settled.statusCode() == 200;
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + answer.body(), e);
    }
  }

  private @Nullable HttpResponse<String> post(
      DemoNode node, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.at(QUEUE + path))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private int turn(int node) {
    ledger.refused();
    LockSupport.parkNanos(PAUSE_NANOS);
    return (node + 1) % nodes.size();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
