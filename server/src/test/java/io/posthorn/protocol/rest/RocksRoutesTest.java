package io.posthorn.protocol.rest;

import static io.posthorn.protocol.rest.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.protocol.rest.RestServer.Answer;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.rocksdb.RocksOptions;
import io.posthorn.storage.rocksdb.RocksStorageEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, schedules, push queues and topics on the engine that keeps them across a restart. */
class RocksRoutesTest {
  private static final String MESSAGE = "/v1/queues/p/messages/key:k";

  @TempDir Path directory;

  private RestServer server() throws IOException {
    return new RestServer(
        RocksStorageEngine.open(RocksOptions.at(directory), EngineClock.system()),
        RestServer.LIMITS,
        true);
  }

  @Test
  void schedule_isKeptChangedPausedAndResumed() throws IOException {
    JsonNode before;
    try (var server = server()) {
      Answer made =
          server.send(
              "PUT",
              "/v1/queues/p/tasks/k",
              "{\"url\":\"http://x/1\",\"headers\":{\"X-Token\":\"hush\"},\"json\":{\"a\":1},"
                  + "\"repeat\":{\"cron\":\"0 9 * * *\",\"zone\":\"Asia/Shanghai\"},"
                  + "\"callback\":{\"url\":\"http://x/done\"}}");
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      before = server.get(MESSAGE).json();
      assertThat(server.post(MESSAGE + "/pause", "").json().get("paused").asBoolean()).isTrue();
    }
    try (var server = server()) {
      assertThat(server.get(MESSAGE).json().get("paused").asBoolean()).isTrue();
      assertThat(server.get(MESSAGE).json().get("task")).isEqualTo(before.get("task"));
      Answer resumed = server.post(MESSAGE + "/resume", "");
      assertThat(resumed.json().get("visibleAt").asText()).endsWith("T01:00:00.000Z");
      Answer patched = server.send("PATCH", MESSAGE, "{\"url\":\"http://x/2\"}");
      assertThat(patched.json().at("/task/url").asText()).isEqualTo("http://x/2");
      assertThat(patched.json().get("id")).isEqualTo(before.get("id"));
      assertThat(server.post(MESSAGE + "/run", "").json().get("state").asText()).isEqualTo("ready");
      assertThat(server.send("DELETE", MESSAGE, null).status()).isEqualTo(204);
    }
  }

  @Test
  void pushQueue_isKept() throws IOException {
    String shown;
    try (var server = server()) {
      server.send(
          "PUT",
          "/v1/queues/p",
          "{\"mode\":\"push\",\"target\":{\"url\":\"http://x/\",\"bearer\":\"hush\",\"secrets\":["
              + "{\"secret\":\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\","
              + "\"until\":\"2030-01-01T00:00:00Z\"}]},\"ordered\":true,"
              + "\"rateLimit\":{\"permits\":3,\"per\":\"1m\",\"burst\":9},\"history\":2}");
      shown = server.get("/v1/queues/p").json().get("config").toString();
    }
    try (var server = server()) {
      assertThat(server.get("/v1/queues/p").json().get("config").toString()).isEqualTo(shown);
      assertThat(server.send("PUT", "/v1/queues/p", shown).status()).isEqualTo(200);
    }
  }

  @Test
  void topic_isKeptAndPublishes() throws IOException {
    try (var server = server()) {
      server.send("PUT", "/v1/queues/a", null);
      server.send("PUT", "/v1/queues/full", "{\"capacity\":1}");
      server.send("PUT", "/v1/topics/t", "{\"queues\":[\"a\",\"full\",\"none\"]}");
    }
    try (var server = server()) {
      Answer first = server.post("/v1/topics/t/messages", "1");
      Answer second = server.post("/v1/topics/t/messages", "2");
      assertThat(first.status()).as(first.text()).isEqualTo(201);
      assertThat(first.json().findValuesAsText("error")).containsExactly("queue-not-found");
      assertThat(second.json().findValuesAsText("error"))
          .containsExactly("queue-full", "queue-not-found");
      server.send("PUT", "/v1/topics/t", "{\"queues\":[\"a\",\"full\"]}");
      isProblem(server.post("/v1/topics/t/messages?all=true", "3"), 507, "queue-full");
      assertThat(server.get("/v1/queues/a").json().at("/statistics/ready").asInt()).isEqualTo(2);
    }
  }

  @Test
  void batch_isAllOrNothing() throws IOException {
    String type = "application/x-ndjson";
    try (var server = server()) {
      String good = "{\"url\":\"http://x/1\",\"key\":\"k\"}\n{\"url\":\"http://x/2\"}";
      assertThat(server.post("/v1/queues/p/tasks/batch", good, "Content-Type", type).status())
          .isEqualTo(201);
      Answer again = server.post("/v1/queues/p/tasks/batch", good, "Content-Type", type);
      isProblem(again, 409, "key-conflict");
      assertThat(again.json().get("line").asInt()).isEqualTo(1);
      assertThat(server.get("/v1/queues/p").json().at("/statistics/ready").asInt()).isEqualTo(2);
    }
  }
}
