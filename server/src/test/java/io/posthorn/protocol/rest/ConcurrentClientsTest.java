package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many clients at once: sequences without a gap, each message handed out once. */
class ConcurrentClientsTest {
  private static final int CLIENTS = 64;
  private static final int EACH = 50;

  @Test
  void producersAndConsumers_loseAndDoubleNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    Set<Long> sequences = ConcurrentHashMap.newKeySet();
    Set<String> received = ConcurrentHashMap.newKeySet();
    try (var server = new RestServer()) {
      run(
          threads,
          client -> {
            for (int i = 0; i < EACH; i++) {
              Answer answer = server.post("/v1/queues/q/messages", client + "-" + i);
              assertThat(answer.status()).isEqualTo(201);
              assertThat(sequences.add(answer.json().get("sequence").asLong())).isTrue();
            }
          });
      assertThat(sequences).hasSize(CLIENTS * EACH).contains(1L, (long) CLIENTS * EACH);

      run(
          threads,
          client -> {
            while (true) {
              if (client % 2 == 0) {
                Answer answer = server.post("/v1/queues/q/take", "");
                if (answer.status() == 204) {
                  return;
                }
                assertThat(received.add(answer.text())).isTrue();
              } else {
                JsonNode messages =
                    server.post("/v1/queues/q/reserve?limit=7", "").json().get("messages");
                if (messages.isEmpty()) {
                  return;
                }
                var settlements = new StringBuilder();
                for (JsonNode message : messages) {
                  assertThat(received.add(message.get("body").asText())).isTrue();
                  settlements
                      .append(settlements.isEmpty() ? "" : ",")
                      .append("{\"receipt\":\"")
                      .append(message.get("receipt").asText())
                      .append("\",\"outcome\":\"ack\"}");
                }
                Answer settled =
                    server.post("/v1/queues/q/settle", "{\"settlements\":[" + settlements + "]}");
                assertThat(settled.json().findValuesAsText("result")).containsOnly("settled");
              }
            }
          });
      assertThat(received).hasSize(CLIENTS * EACH);
      JsonNode stats = server.get("/v1/queues/q").json().get("statistics");
      assertThat(stats.get("takenTotal").asInt() + stats.get("ackedTotal").asInt())
          .isEqualTo(CLIENTS * EACH);
      assertThat(stats.get("leased").asInt()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Client {
    void run(int number) throws Exception;
  }

  private static void run(ExecutorService threads, Client client) throws Exception {
    List<Callable<Void>> calls = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      calls.add(
          () -> {
            client.run(number);
            return null;
          });
    }
    for (Future<Void> done : threads.invokeAll(calls)) {
      done.get();
    }
  }
}
