package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.ServerFixture.Made;
import io.posthorn.http.RawConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is refused, and wherever, is counted, once, by its code. */
@Timeout(60)
class RefusalsTest {
  private static final String NAME = "posthorn_requests_rejected_total{code=\"";
  private static final Made ROOT = Made.key("root", "admin", "*");
  private static final Made VIEWER = Made.key("viewer", "viewer", "own-*");

  @TempDir Path folder;

  @Test
  void refusalsOfEveryKind_areCountedOnce() throws IOException {
    try (var server =
        ServerFixture.start(
            folder, List.of(ROOT, VIEWER), "httpsqs.auth=pass", "http.maxBody=64KB")) {
      send(server, ROOT, "PUT", "/v1/queues/full", "{\"capacity\":1}");
      send(server, ROOT, "PUT", "/v1/queues/empty", null);
      send(server, ROOT, "PUT", "/v1/topics/t", "{\"queues\":[\"full\",\"empty\"]}");
      send(server, ROOT, "POST", "/v1/queues/full/messages", "first");
      // A new listener asks itself for a few things, without a key.
      Map<String, Integer> before = refusals(server);
      assertThat(before).doesNotContainKeys("queue-full", "forbidden");

      send(server, null, "GET", "/v1/queues", null);
      send(server, null, "GET", "/metrics", null);
      send(server, VIEWER, "GET", "/v1/queues/full", null);
      send(server, VIEWER, "GET", "/metrics", null);
      send(server, ROOT, "GET", "/nowhere", null);
      send(server, ROOT, "GET", "/v1/nowhere", null);
      send(server, ROOT, "PUT", "/healthz/x", null);
      send(server, ROOT, "POST", "/openapi.yaml", null);
      send(server, ROOT, "GET", "/v1/queues?limit=x", null);
      send(server, ROOT, "GET", "/v1/queues/none", null);
      send(server, ROOT, "POST", "/v1/queues/empty/settle", "{");
      send(server, ROOT, "POST", "/v1/queues/full/messages", "second");
      send(server, ROOT, "POST", "/v1/topics/t/messages", "third");
      send(server, ROOT, "POST", "/v1/topics/t/messages?all=true", "fourth");
      send(server, ROOT, "GET", "/?auth=pass&opt=put&name=full&data=1", null);
      send(server, ROOT, "GET", "/?auth=wrong&opt=put&name=full&data=1", null);
      send(server, ROOT, "GET", "/?auth=pass&opt=nonsense&name=full", null);
      try (var client = new RawConnection(server.port())) {
        client
            .send(
                "POST /v1/queues/empty/messages HTTP/1.1\r\nAuthorization: Bearer "
                    + ROOT.text()
                    + "\r\nContent-Length: 70000\r\n\r\n")
            .receive();
      }
      try (var client = new RawConnection(server.port())) {
        client.send("NONSENSE\r\n\r\n").receive();
      }

      Map<String, Integer> expected = new TreeMap<>();
      expected.put("unauthenticated", 3);
      expected.put("forbidden", 2);
      expected.put("not-found", 3);
      expected.put("method-not-allowed", 1);
      expected.put("bad-request", 3);
      expected.put("queue-not-found", 1);
      expected.put("malformed-json", 1);
      expected.put("queue-full", 4);
      expected.put("body-too-large", 1);
      before.forEach((code, count) -> expected.merge(code, count, Integer::sum));
      await().untilAsserted(() -> assertThat(refusals(server)).isEqualTo(expected));
    }
  }

  private static void send(
      ServerFixture server, Made key, String method, String path, String body) {
    String text = key == null || path.startsWith("/?") ? null : key.text();
    assertThat(server.send(text, method, path, body).statusCode()).isPositive();
  }

  private static Map<String, Integer> refusals(ServerFixture server) {
    Map<String, Integer> counts = new TreeMap<>();
    String text = server.send(ROOT.text(), "GET", "/metrics", null).body();
    for (String line : text.split("\n")) {
      if (line.startsWith(NAME)) {
        String code = line.substring(NAME.length(), line.indexOf('"', NAME.length()));
        counts.put(code, (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
    return counts;
  }
}
