package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relations that {@code docs/metrics.md} states, under load of every kind. */
class MetricsRelationsTest {
  private static final Pattern RECEIPT = Pattern.compile("\"receipt\":\"([^\"]+)\"");
  private static final int ROUNDS = 120;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "memory"})
  void counters_relateAsDocumented(String engine) {
    try (var server = ServerFixture.start(folder, List.of(), "storage.engine=" + engine)) {
      for (String queue : List.of("a", "b", "c")) {
        server.send(
            null,
            "PUT",
            "/v1/queues/" + queue,
            "{\"lease\":\"1s\",\"retry\":{\"maxAttempts\":2,\"first\":\"1ms\",\"cap\":\"2ms\"}}");
      }
      var workers = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < 3; i++) {
        long seed = i;
        workers.add(CompletableFuture.runAsync(() -> work(server, new Random(seed))));
      }
      CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
      server.send(null, "DELETE", "/v1/queues/c", null);
      // Leases end, and samples are taken anew; then nothing moves any more.
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1100))
          .untilAsserted(() -> relate(metrics(server)));
    }
  }

  private static void relate(Map<String, Double> metrics) {
    double depth =
        sum(metrics, "posthorn_queue_messages", "state=\"ready\"")
            + sum(metrics, "posthorn_queue_messages", "state=\"scheduled\"")
            + sum(metrics, "posthorn_queue_messages", "state=\"leased\"");
    double enqueued = sum(metrics, "posthorn_messages_enqueued_total", "");
    double taken = sum(metrics, "posthorn_messages_taken_total", "");
    double acked = sum(metrics, "posthorn_messages_acked_total", "");
    double dead = sum(metrics, "posthorn_messages_dead_total", "");
    double redriven = sum(metrics, "posthorn_messages_redriven_total", "");
    assertThat(depth)
        .isEqualTo(
            enqueued
                + redriven
                + sum(metrics, "posthorn_messages_returned_total", "")
                - taken
                - acked
                - dead
                - sum(metrics, "posthorn_messages_removed_total", "state=\"unfinished\""));
    assertThat(sum(metrics, "posthorn_queue_messages", "state=\"dead\""))
        .isEqualTo(
            dead - redriven - sum(metrics, "posthorn_messages_removed_total", "state=\"dead\""));
    assertThat(sum(metrics, "posthorn_settlements_total", "outcome=\"ack\"")).isEqualTo(acked);
    assertThat(sum(metrics, "posthorn_message_latency_seconds_count", "")).isEqualTo(taken + acked);
    assertThat(List.of(enqueued, taken, acked, dead, redriven)).allMatch(each -> each > 0);
    assertThat(sum(metrics, "posthorn_messages_removed_total", "by=\"purge\"")).isPositive();
    assertThat(sum(metrics, "posthorn_messages_removed_total", "by=\"cancel\"")).isPositive();
    assertThat(sum(metrics, "posthorn_messages_dead_total", "reason=\"expired\"")).isPositive();
  }

  private static void work(ServerFixture server, Random random) {
    for (int i = 0; i < ROUNDS; i++) {
      String queue = "/v1/queues/" + List.of("a", "b", "c").get(random.nextInt(3));
      String parameters =
          switch (random.nextInt(5)) {
            case 0 -> "?delay=1h";
            case 1 -> "?ttl=5ms";
            case 2 -> "?key=k" + random.nextInt(5);
            default -> "";
          };
      for (int n = random.nextInt(4); n >= 0; n--) {
        server.send(null, "POST", queue + "/messages" + parameters, "m");
      }
      switch (random.nextInt(8)) {
        case 0, 1 -> server.send(null, "POST", queue + "/take?limit=2", null);
        case 2, 3, 4 -> reserve(server, queue, random);
        case 5 -> server.send(null, "DELETE", queue + "/messages/key:k" + random.nextInt(5), null);
        case 6 -> server.send(null, "POST", queue + "/redrive", "{\"limit\":3}");
        default -> {
          if (i % 4 == 0) {
            server.send(null, "POST", queue + "/purge?dead=" + random.nextBoolean(), null);
          }
        }
      }
    }
  }

  private static void reserve(ServerFixture server, String queue, Random random) {
    String leased = server.send(null, "POST", queue + "/reserve?limit=4", null).body();
    Matcher receipt = RECEIPT.matcher(leased);
    while (receipt.find()) {
      String outcome = List.of("ack", "retry", "deadLetter", "extend").get(random.nextInt(4));
      String settlement =
          "{\"settlements\":[{\"receipt\":\"" + receipt.group(1) + "\",\"outcome\":\"" + outcome;
      server.send(null, "POST", queue + "/settle", settlement + "\"}]}");
    }
  }

  static Map<String, Double> metrics(ServerFixture server) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    String text = server.send(null, "GET", "/metrics", null).body();
    for (String line : text.split("\n")) {
      if (!line.startsWith("#")) {
        int blank = line.lastIndexOf(' ');
        metrics.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
      }
    }
    return metrics;
  }

  private static double sum(Map<String, Double> metrics, String name, String label) {
    return metrics.entrySet().stream()
        .filter(each -> each.getKey().equals(name) || each.getKey().startsWith(name + "{"))
        .filter(each -> each.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
