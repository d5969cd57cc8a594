package io.posthorn.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.ServerFixture;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.NodeCatalog;
import io.posthorn.storage.NodeInfo;
import io.posthorn.storage.redis.RedisOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who works on one Redis. */
@Timeout(180)
class PresenceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Instant STARTED = Instant.parse("2026-11-21T07:00:00.123Z");

  private final RedisServer redis = RedisServer.start();
  private final String uri = "redis://127.0.0.1:" + redis.port();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void nodes_areThereUntilTheyGo_orSayNothingMore() {
    try (var node = Node.start(new RedisOptions(uri, Duration.ofSeconds(10)))) {
      NodeCatalog nodes = node.engine.nodes();
      NodeInfo one = new NodeInfo("1", "a:1218", "0.1.0", STARTED);
      NodeInfo two = new NodeInfo("2", "b:1218", "0.1.0", STARTED);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> nodes.announce(one, LONG).join().equals(List.of(one)));
      assertThat(nodes.announce(two, LONG).join()).containsExactly(one, two);
      assertThat(nodes.announce(one, LONG).join()).containsExactly(one, two);

      nodes.withdraw(two).join();
      assertThat(nodes.announce(one, LONG).join()).containsExactly(one);

      nodes.announce(two, Duration.ofMillis(1)).join();
      await().atMost(PATIENCE).until(() -> nodes.announce(one, LONG).join().size() == 1);
      assertThat(redis.call("SMEMBERS", "posthorn:{catalog}:nodes"))
          .contains("1")
          .doesNotContain("2");
    }
  }

  @Test
  void overview_listsAllServersOnOneRedis() throws IOException {
    try (var first = server("first")) {
      JsonNode alone = nodes(first);
      assertThat(alone).hasSize(1);
      assertThat(alone.get(0).get("self").asBoolean()).isTrue();
      try (var second = server("second")) {
        await().atMost(PATIENCE).until(() -> nodes(first).size() == 2);
        await().atMost(PATIENCE).until(() -> nodes(second).size() == 2);
        assertThat(others(first)).containsExactly("127.0.0.1:" + second.port());
        assertThat(others(second)).containsExactly("127.0.0.1:" + first.port());
        assertThat(nodes(first).get(1).get("engine").asText()).isEqualTo("redis");
      }
      await().atMost(PATIENCE).until(() -> nodes(first).size() == 1);
    }
  }

  private ServerFixture server(String name) {
    return ServerFixture.start(
        folder.resolve(name), List.of(), "storage.engine=redis", "redis.uri=" + uri);
  }

  private static List<String> others(ServerFixture server) throws IOException {
    return StreamSupport.stream(nodes(server).spliterator(), false)
        .filter(node -> !node.get("self").asBoolean())
        .map(node -> node.get("name").asText())
        .toList();
  }

  private static JsonNode nodes(ServerFixture server) throws IOException {
    String overview = server.send(null, "GET", "/v1/overview", null).body();
    return new ObjectMapper().readTree(overview).get("nodes");
  }
}
