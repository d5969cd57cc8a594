package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Requests put together at random from right and wrong parts: whatever comes, never a 5xx, never a
 * hung connection.
 */
class RandomRequestsTest {
  private static final String[] METHODS = {
    "GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"
  };
  private static final String[] NAMES = {
    "q", "p", "%C3%A9", "%FF%2F", "", "a%00", "%", "x".repeat(300), "push"
  };
  private static final String[] ROUTES = {
    "",
    "/messages",
    "/messages/batch",
    "/take",
    "/reserve",
    "/settle",
    "/redrive",
    "/pause",
    "/resume",
    "/purge",
    "/messages/1-1",
    "/messages/key:k",
    "/messages/key:k/run",
    "/messages/zz",
    "/messages/",
    "/none",
    "/messages/1-1/run",
    "/messages/key:k/pause",
    "/messages/key:k/resume",
    "/tasks",
    "/tasks",
    "/tasks/batch",
    "/tasks/k"
  };
  private static final String[] PARAMETERS = {
    "limit",
    "lease",
    "delay",
    "visibleAt",
    "ttl",
    "key",
    "state",
    "from",
    "cursor",
    "order",
    "bodies",
    "dead",
    "prefix",
    "queues",
    "x",
    "%FF",
    ""
  };
  private static final String[] VALUES = {
    "1",
    "0",
    "-1",
    "5s",
    "1h",
    "99999999999999999999",
    "true",
    "asc",
    "desc",
    "ready",
    "dead",
    "k",
    "",
    "%",
    "%FF",
    "q,p",
    "2030-01-01T00:00:00Z",
    "2030-01-01T00:00:00+01:00",
    "-999999999-01-01T00:00:00Z",
    "%00",
    "1.5",
    "a+b"
  };
  private static final String[] BODIES = {
    "",
    "hello",
    "{}",
    "[]",
    "null",
    "{\"body\":\"x\"}\n{\"body\":\"y\",\"key\":\"k\",\"delay\":5}\n",
    "{\"mode\":\"push\"}",
    "{\"lease\":\"5s\",\"ttl\":null,\"retry\":{\"maxAttempts\":2}}",
    "{\"capacity\":3}",
    "{\"settlements\":[{\"receipt\":\"1-1-1\",\"outcome\":\"ack\"}]}",
    "{\"settlements\":[{\"receipt\":\"ffffffffffffff-1-1\",\"outcome\":\"retry\",\"delay\":\"1s\"}]}",
    "{\"ids\":[\"1-1\"]}",
    "{\"filter\":{\"reason\":\"x\",\"since\":\"2026-01-01T00:00:00Z\"},\"rate\":\"100/s\"}",
    "{\"visibleAt\":\"2030-01-01T00:00:00Z\"}",
    "{\"url\":\"http://127.0.0.1:9/\",\"json\":{\"a\":[1]},\"headers\":{\"A\":\"1\"},\"key\":\"k\"}",
    "{\"url\":\"http://127.0.0.1:9/\",\"repeat\":{\"cron\":\"0 9 * * *\",\"zone\":\"Asia/Shanghai\"}}",
    "{\"url\":\"http://127.0.0.1:9/\",\"repeat\":{\"every\":\"5m\"}}",
    "{\"repeat\":null,\"retry\":{\"first\":\"1s\"},\"callback\":{\"queue\":\"q\"}}",
    "{\"mode\":\"push\",\"target\":{\"url\":\"http://127.0.0.1:9/\",\"bearer\":\"x\"},\"ordered\":true}",
    "{\"queues\":[\"q\",\"push\",\"none\"]}",
    "{\"bodyBase64\":\"AAE=\",\"ttl\":\"1s\",\"idempotencyKey\":\"i\"}"
  };
  private static final String[] TYPES = {
    "application/x-ndjson", "application/json", "text/plain", "é", ""
  };

  @Test
  void whateverComes_isAnswered() throws IOException {
    var random = new Random(20261121);
    var statuses = new TreeMap<Integer, Integer>();
    try (var server = new RestServer()) {
      server.send("PUT", "/v1/queues/push", "{\"mode\":\"push\"}");
      var connection = new RawConnection(server.port());
      for (int i = 0; i < 5000; i++) {
        byte[] request = request(random);
        RawReply reply;
        try {
          reply = connection.send(request).receive();
        } catch (IOException e) {
          throw new AssertionError(
              "no answer to request " + i + ": " + new String(request, ISO_8859_1), e);
        }
        statuses.merge(reply.status(), 1, Integer::sum);
        // 507 is a queue that was given a small capacity.
        assertThat(reply.status() < 500 || reply.status() == 507)
            .as("%s: %s", new String(request, ISO_8859_1), reply.text())
            .isTrue();
        if (reply.status() == 400 && "close".equals(reply.header("Connection"))) {
          connection.close();
          connection = new RawConnection(server.port());
        }
      }
      connection.close();
      assertThat(statuses).containsKeys(200, 201, 204, 400, 404, 405, 409, 415);
    }
  }

  private static byte[] request(Random random) {
    String path =
        switch (random.nextInt(12)) {
          case 0 -> "/v1/queues";
          case 1 -> "/v1/reserve";
          case 2 -> "/v1/topics/t" + (random.nextBoolean() ? "/messages" : "");
          default -> "/v1/queues/" + one(random, NAMES) + one(random, ROUTES);
        };
    var target = new StringBuilder(path);
    for (int i = random.nextInt(3); i > 0; i--) {
      target
          .append(target.indexOf("?") < 0 ? '?' : '&')
          .append(one(random, PARAMETERS))
          .append(random.nextInt(10) == 0 ? "" : "=")
          .append(one(random, VALUES));
    }
    byte[] body = mutated(one(random, BODIES).getBytes(ISO_8859_1), random);
    String head =
        one(random, METHODS)
            + " "
            + target
            + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + body.length
            + "\r\n"
            + (random.nextBoolean() ? "Content-Type: " + one(random, TYPES) + "\r\n" : "")
            + (random.nextInt(5) == 0 ? "Idempotency-Key: " + one(random, VALUES) + "\r\n" : "")
            + (random.nextInt(5) == 0 ? "If-Match: " + one(random, VALUES) + "\r\n" : "")
            + (random.nextInt(5) == 0 ? "Accept: application/json\r\n" : "")
            + "\r\n";
    byte[] request = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(ISO_8859_1), 0, request, 0, head.length());
    System.arraycopy(body, 0, request, head.length(), body.length);
    return request;
  }

  /** Half of the bodies stay; the others lose, change or repeat some bytes. */
  private static byte[] mutated(byte[] body, Random random) {
    if (body.length == 0 || random.nextBoolean()) {
      return body;
    }
    byte[] changed = body.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return random.nextBoolean()
        ? changed
        : java.util.Arrays.copyOf(changed, random.nextInt(changed.length));
  }

  private static String one(Random random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}
