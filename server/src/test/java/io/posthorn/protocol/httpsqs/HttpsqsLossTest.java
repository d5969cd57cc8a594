package io.posthorn.protocol.httpsqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.HttpListener;
import io.posthorn.http.RawConnection;
import io.posthorn.message.QueueName;
import io.posthorn.storage.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is acknowledged is stored, what is stored is handed out, and nothing twice. */
@Timeout(60)
class HttpsqsLossTest {
  private final HttpsqsServer server = new HttpsqsServer();
  private final HttpListener listener = server.pure();
  private final int port = listener.port();

  @AfterEach
  void close() {
    server.close();
  }

  private String get(String query) throws IOException {
    try (var client = new RawConnection(port)) {
      return client
          .send("GET /?name=q&" + query + " HTTP/1.1\r\nConnection: close\r\n\r\n")
          .receive()
          .text();
    }
  }

  private long taken() {
    return server.broker.stats(List.of(QueueName.of("q"))).join().get(0).orElseThrow().takenTotal();
  }

  @Test
  void get_whoseClientLeavesEarlyGivesTheMessageBack() throws Exception {
    assertThat(get("opt=put&data=first")).isEqualTo("HTTPSQS_PUT_OK");
    assertThat(get("opt=put&data=second")).isEqualTo("HTTPSQS_PUT_OK");
    var gate = new CompletableFuture<Void>();
    try (var client = new RawConnection(port)) {
      server.engine.gate = gate;
      client.send("GET /?name=q&opt=get HTTP/1.1\r\n\r\n");
      await().until(() -> server.engine.heldUp.get() == 1);
      server.engine.gate = CompletableFuture.completedFuture(null);
    }
    await().until(() -> listener.connections() == 0);
    gate.complete(null);
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> get("opt=status_json").contains("\"unread\":2}"));
    assertThat(get("opt=get")).isEqualTo("first");
    assertThat(get("opt=get")).isEqualTo("second");
    assertThat(get("opt=get")).isEqualTo("HTTPSQS_GET_END");
  }

  @Test
  void put_from64ClientsGetsEachPositionOnce_andGetEachMessageOnce() throws Exception {
    int clients = 64;
    int each = 50;
    Set<Long> positions = ConcurrentHashMap.newKeySet();
    Set<String> messages = ConcurrentHashMap.newKeySet();
    var pool = Executors.newFixedThreadPool(clients);
    try {
      var puts =
          IntStream.range(0, clients)
              .mapToObj(c -> CompletableFuture.runAsync(() -> put(c, each, positions), pool))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(puts).get(40, TimeUnit.SECONDS);
      assertThat(positions)
          .containsExactlyInAnyOrderElementsOf(
              LongStream.rangeClosed(1, (long) clients * each).boxed().toList());
      var gets =
          IntStream.range(0, clients)
              .mapToObj(c -> CompletableFuture.runAsync(() -> take(each, messages), pool))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(gets).get(40, TimeUnit.SECONDS);
    } finally {
      pool.shutdownNow();
    }
    assertThat(messages).hasSize(clients * each);
    assertThat(get("opt=get")).isEqualTo("HTTPSQS_GET_END");
    assertThat(taken()).isEqualTo((long) clients * each);
  }

  private void put(int client, int count, Set<Long> positions) {
    try (var connection = new RawConnection(port)) {
      for (int i = 0; i < count; i++) {
        String body = client + "." + i;
        connection.send(
            "POST /?name=q&opt=put HTTP/1.1\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
        assertThat(positions.add(Long.valueOf(connection.receive().header("Pos")))).isTrue();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void take(int count, Set<String> messages) {
    try (var connection = new RawConnection(port)) {
      for (int i = 0; i < count; i++) {
        connection.send("GET /?name=q&opt=get HTTP/1.1\r\n\r\n");
        assertThat(messages.add(connection.receive().text())).isTrue();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(StorageException.Kind.class)
  void storageFailures_areSaidAsClientsExpect_neverOk(StorageException.Kind kind)
      throws IOException {
    assertThat(get("opt=put&data=x")).isEqualTo("HTTPSQS_PUT_OK");
    server.engine.failure = new StorageException(kind, "on purpose", null);
    assertThat(get("opt=put&data=y")).isEqualTo("HTTPSQS_PUT_ERROR");
    for (String query :
        List.of(
            "opt=get",
            "opt=view&pos=1",
            "opt=view&pos=1&num=2",
            "opt=status",
            "opt=status_json",
            "opt=reset",
            "opt=maxqueue&num=10")) {
      assertThat(get(query)).as(query).isEqualTo("HTTPSQS_ERROR");
    }
    server.engine.failure = null;
    assertThat(get("opt=get")).isEqualTo("x");
  }
}
