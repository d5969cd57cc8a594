package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that are not UTF-8, and names that look so, are told apart wherever they are shown. */
@Timeout(60)
class QueueNamesTest {
  private static final String BYTE = "own-%FF";
  private static final String TEXT = "own-%25FF";

  @TempDir Path folder;

  @Test
  void twoNamesThatLookedAlike_haveMetricsOfTheirOwn() {
    try (var server = ServerFixture.start(folder, List.of())) {
      assertStatus(201, server.send(null, "PUT", "/v1/queues/" + BYTE, null));
      assertStatus(201, server.send(null, "PUT", "/v1/queues/" + TEXT, null));
      assertStatus(201, server.send(null, "POST", "/v1/queues/" + TEXT + "/messages", "m"));

      assertThat(server.send(null, "GET", "/v1/queues/" + BYTE, null).body())
          .contains("\"name\":\"own-%FF\"", "\"ready\":0");
      assertThat(server.send(null, "GET", "/v1/queues/" + TEXT, null).body())
          .contains("\"name\":\"own-%25FF\"", "\"ready\":1");
      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> metrics = server.send(null, "GET", "/metrics", null);
                assertStatus(200, metrics);
                assertThat(metrics.body())
                    .contains(
                        "posthorn_queue_messages{queue=\"own-%25FF\",state=\"ready\"} 1",
                        "posthorn_queue_messages{queue=\"own-%FF\",state=\"ready\"} 0");
              });
    }
  }

  @Test
  void namesInJson_areReadAsTheyAreShown() {
    String topic = "{\"name\":\"t\",\"queues\":[\"own-%FF\",\"own-%25FF\"]}";
    try (var server = ServerFixture.start(folder, List.of())) {
      assertStatus(201, server.send(null, "PUT", "/v1/queues/" + BYTE, null));
      assertStatus(201, server.send(null, "PUT", "/v1/queues/" + TEXT, null));
      HttpResponse<String> made =
          server.send(null, "PUT", "/v1/topics/t", "{\"queues\":[\"own-%ff\",\"own-%25FF\"]}");
      assertThat(made.body()).isEqualTo(topic);
      assertThat(server.send(null, "GET", "/v1/topics/t", null).body()).isEqualTo(topic);
      assertStatus(201, server.send(null, "POST", "/v1/topics/t/messages", "m"));
      assertThat(server.send(null, "POST", "/v1/queues/" + BYTE + "/take", null).body())
          .isEqualTo("m");
    }
  }

  @Test
  void httpsqs_showsNamesAsEver() {
    try (var server = ServerFixture.start(folder, List.of())) {
      server.send(null, "GET", "/?opt=put&name=own-%25FF&data=m", null);
      assertThat(server.send(null, "GET", "/?opt=status&name=own-%25FF", null).body())
          .contains("Queue Name: own-%FF\n");
      assertThat(server.send(null, "GET", "/v1/queues", null).body())
          .contains("\"name\":\"own-%25FF\"");
    }
  }

  private static void assertStatus(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }
}
