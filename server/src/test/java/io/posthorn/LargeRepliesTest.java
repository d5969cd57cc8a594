package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replies so large that few of them fit into memory. */
@Timeout(120)
class LargeRepliesTest {
  /** More than two systems keep of what one sent and the other has not read. */
  private static final int LARGE = 20 << 20;

  @TempDir Path folder;

  @Test
  void messages_stayInTheirQueue_whileLargeRepliesGoToOthers() throws IOException {
    try (var server = ServerFixture.start(folder, List.of(), "http.replyBudget=32MB")) {
      String body = "x".repeat(LARGE);
      for (int i = 0; i < 2; i++) {
        assertThat(put(server, "/v1/queues/q/messages", body)).isEqualTo(201);
      }
      assertThat(put(server, "/?name=h&opt=put", body)).isEqualTo(200);
      try (var slow = new RawConnection(server.port())) {
        slow.send("POST /v1/queues/q/take HTTP/1.1\r\n\r\n");
        await().until(() -> ready(server) == 1);
        assertThat(slow.socket().getInputStream().read()).isEqualTo('H');

        for (String large :
            List.of("take", "take?limit=1", "reserve", "messages", "messages/key:none")) {
          String method = large.startsWith("messages") ? "GET" : "POST";
          HttpResponse<String> answer = server.send(null, method, "/v1/queues/q/" + large, null);
          if (large.endsWith("none")) {
            assertThat(answer.statusCode()).isEqualTo(404);
          } else {
            assertThat(answer.statusCode()).as(large).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"overloaded\"", "http.replyBudget");
          }
        }
        assertThat(server.send(null, "GET", "/?name=h&opt=get", null).statusCode()).isEqualTo(503);
        assertThat(server.send(null, "GET", "/?name=h&opt=view&pos=1", null).statusCode())
            .isEqualTo(503);
        await().until(() -> ready(server) == 1);
      }
      await()
          .until(() -> server.send(null, "GET", "/?name=h&opt=get", null).body().length() == LARGE);
      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> reserved =
                    server.send(null, "POST", "/v1/queues/q/reserve", null);
                assertThat(reserved.statusCode()).isEqualTo(200);
                assertThat(reserved.body().substring(0, 1000)).contains("\"attempt\":1,");
              });
    }
  }

  private static int put(ServerFixture server, String target, String body) throws IOException {
    try (var client = new RawConnection(server.port())) {
      RawReply reply =
          client
              .send("POST " + target + " HTTP/1.1\r\nContent-Length: " + LARGE + "\r\n\r\n" + body)
              .receive();
      return reply.status();
    }
  }

  private static int ready(ServerFixture server) {
    String queue = server.send(null, "GET", "/v1/queues/q", null).body();
    int at = queue.indexOf("\"ready\":") + 8;
    return Integer.parseInt(queue.substring(at, queue.indexOf(',', at)));
  }
}
