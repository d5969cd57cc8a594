package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.ServerFixture.Made;
import io.posthorn.access.AccessKey;
import io.posthorn.access.KeyFile;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Denial;
import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What keys may beyond what the table of routes says, and how those without are answered. */
@Timeout(60)
class AccessRulesTest {
  private static final Made ROOT = Made.key("root", "admin", "*");
  private static final Made ADMIN = Made.key("team-admin", "admin", "own-*");
  private static final Made APP = Made.key("app", "producer,consumer", "own-*");
  private static final Made VIEWER = Made.key("viewer", "viewer", "own-*");
  private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"");
  private static final String TOO_LARGE = "The body is larger than this server accepts.";
  private static final List<Made> KEYS = List.of(ROOT, ADMIN, APP, VIEWER);

  /** Each kind of path, and what who has no key is told when sending a large body there. */
  private static final Map<String, String> EVERYWHERE =
      Map.ofEntries(
          Map.entry("/v1/queues/own-q/messages", "unauthenticated"),
          Map.entry("/v1/session", "unauthenticated"),
          Map.entry("/?name=own-q&opt=put&auth=no", "HTTPSQS_AUTH_FAILED"),
          Map.entry("/metrics", "unauthenticated"),
          Map.entry("/healthz", TOO_LARGE),
          Map.entry("/readyz", TOO_LARGE),
          Map.entry("/openapi.yaml", TOO_LARGE),
          Map.entry("/docs/", TOO_LARGE),
          Map.entry("/console", TOO_LARGE),
          Map.entry("/console/", TOO_LARGE),
          Map.entry("/console/nothing.js", TOO_LARGE),
          Map.entry("/api/addTask", TOO_LARGE),
          Map.entry("/api/nothing", TOO_LARGE),
          Map.entry("/nowhere", "not-found"));

  @TempDir Path folder;

  @Test
  void withoutKeys_everythingIsAllowed() {
    try (var server = ServerFixture.start(folder, List.of())) {
      assertThat(server.send(null, "PUT", "/v1/queues/q", null).statusCode()).isEqualTo(201);
      assertThat(server.send("whatever", "GET", "/v1/queues/q", null).statusCode()).isEqualTo(200);
      assertThat(server.send(null, "GET", "/v1/session", null).body())
          .startsWith("{\"keys\":false,\"roles\":[\"admin\"],")
          .doesNotContain("\"id\"");
    }
  }

  @Test
  void refusals_areProblemsThatSayWhatIsNeeded() {
    try (var server = ServerFixture.start(folder, KEYS)) {
      HttpResponse<String> none = server.send(null, "GET", "/v1/nowhere", null);
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"posthorn\"");
      assertThat(none.body()).contains("\"code\":\"unauthenticated\"", "Authorization: Bearer KEY");

      HttpResponse<String> role =
          server.send(VIEWER.text(), "POST", "/v1/queues/own-q/purge", null);
      assertThat(role.statusCode()).isEqualTo(403);
      assertThat(role.body())
          .contains(
              "\"code\":\"forbidden\"",
              "'viewer' may not do this (expected: the role operator or admin)");

      HttpResponse<String> queue = server.send(VIEWER.text(), "GET", "/v1/queues/a%22b", null);
      assertThat(queue.statusCode()).isEqualTo(403);
      assertThat(queue.body())
          .contains("is not for 'a\\\"b' (expected: a key whose queues include it)");
      assertThat(server.send(VIEWER.text(), "GET", "/v1/nowhere", null).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void denials_areInTheCatalogue() {
    for (Denial.Kind kind : Denial.Kind.values()) {
      ErrorCode code = ErrorCode.valueOf(kind.name());
      assertThat(code.code()).isEqualTo(kind.code());
      assertThat(code.status()).isEqualTo(kind.status());
      assertThat(code.sentence()).isEqualTo(kind.sentence());
    }
  }

  @Test
  void session_tellsWhoTheKeyIs_asBearerAndAsBasic() {
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("curl:" + APP.text()).getBytes(StandardCharsets.UTF_8));
    String expected =
        "{\"keys\":true,\"id\":\"app\",\"roles\":[\"producer\",\"consumer\"],"
            + "\"permissions\":[\"produce\",\"cancel\",\"consume\"],\"queues\":[\"own-*\"]}";
    try (var server = ServerFixture.start(folder, KEYS)) {
      assertThat(server.send(APP.text(), "GET", "/v1/session", null).body()).isEqualTo(expected);
      assertThat(server.send(basic, "GET", "/v1/session", null, new String[0]).body())
          .isEqualTo(expected);
    }
  }

  @Test
  void queuesMentionedInBodies_countToo() {
    String task =
        "{\"url\":\"http://127.0.0.1:9/\",\"delay\":\"1h\",\"callback\":{\"queue\":\"%s\"}}";
    try (var server = ServerFixture.start(folder, KEYS)) {
      String tasks = "/v1/queues/own-tasks/tasks";
      assertStatus(403, server.send(APP.text(), "POST", tasks, task.formatted("foreign")));
      assertStatus(201, server.send(APP.text(), "POST", tasks, task.formatted("own-done")));
      assertStatus(403, server.send(APP.text(), "PUT", tasks + "/k", task.formatted("foreign")));
      assertStatus(201, server.send(APP.text(), "PUT", tasks + "/k", task.formatted("own-done")));
      assertStatus(
          403,
          server.send(
              "Bearer " + APP.text(),
              "POST",
              tasks + "/batch",
              task.formatted("own-done") + "\n" + task.formatted("foreign") + "\n",
              "Content-Type",
              "application/x-ndjson"));
      String message = "/v1/queues/own-tasks/messages/key:k";
      assertStatus(
          403,
          server.send(ADMIN.text(), "PATCH", message, "{\"callback\":{\"queue\":\"foreign\"}}"));
      assertStatus(
          200, server.send(ADMIN.text(), "PATCH", message, "{\"callback\":{\"queue\":\"own-x\"}}"));

      String topic = "/v1/topics/own-t";
      assertStatus(403, server.send(ADMIN.text(), "PUT", topic, "{\"queues\":[\"own-a\",\"b\"]}"));
      assertStatus(201, server.send(ADMIN.text(), "PUT", topic, "{\"queues\":[\"own-a\"]}"));
      assertStatus(201, server.send(ROOT.text(), "PUT", "/v1/topics/t", "{\"queues\":[\"x\"]}"));
      assertThat(server.send(VIEWER.text(), "GET", "/v1/topics", null).body())
          .contains("own-t")
          .doesNotContain("\"name\":\"t\"");
      assertStatus(403, server.send(APP.text(), "POST", "/v1/reserve?queues=own-a,b", null));
      assertStatus(403, server.send(APP.text(), "POST", "/v1/reserve?queue=own-a&queue=b", null));
    }
  }

  @Test
  void queues_thatAKeyIsNotForAreNotListed() {
    try (var server = ServerFixture.start(folder, KEYS)) {
      for (String queue : List.of("a", "own-a", "own-b", "z")) {
        assertStatus(201, server.send(ROOT.text(), "PUT", "/v1/queues/" + queue, null));
      }
      assertThat(queues(server, "limit=2")).containsExactly("own-a", "own-b", "cursor own-b");
      assertThat(queues(server, "limit=2&cursor=own-b")).containsExactly("cursor null");
      assertThat(queues(server, "limit=1")).containsExactly("own-a", "cursor own-a");
      assertThat(queues(server, "limit=1&cursor=own-a")).containsExactly("own-b", "cursor own-b");
      assertThat(queues(server, "limit=1&cursor=a")).containsExactly("own-a", "cursor own-a");
      assertThat(queues(server, "limit=1&prefix=own-b")).containsExactly("own-b", "cursor own-b");
      assertThat(queues(server, "limit=1&prefix=o")).containsExactly("own-a", "cursor own-a");
      assertThat(queues(server, "limit=1&prefix=z")).containsExactly("cursor null");
    }
  }

  @Test
  void lists_nameNothingThatAKeyIsNotFor_notEvenWhereTheyGoOn() {
    Made scattered = Made.key("scattered", "viewer", "*-mine");
    try (var server = ServerFixture.start(folder, List.of(ROOT, VIEWER, scattered))) {
      for (int i = 0; i < 20; i++) {
        for (String kind : List.of("queues", "topics")) {
          String path = "/v1/" + kind + "/n" + (char) ('a' + i) + (i % 7 == 3 ? "-mine" : "-their");
          assertStatus(
              201,
              server.send(
                  ROOT.text(), "PUT", path, kind.equals("queues") ? null : "{\"queues\":[\"q\"]}"));
        }
      }
      for (String kind : List.of("queues", "topics")) {
        String all = "";
        String cursor = "";
        for (int pages = 0; cursor != null; pages++) {
          assertThat(pages).isLessThan(5);
          String page =
              server
                  .send(scattered.text(), "GET", "/v1/" + kind + "?limit=1" + cursor, null)
                  .body();
          all += page;
          Matcher next = CURSOR.matcher(page);
          cursor = next.find() ? "&cursor=" + next.group(1) : null;
        }
        assertThat(all).contains("nd-mine", "nk-mine", "nr-mine").doesNotContain("their");
        assertThat(server.send(VIEWER.text(), "GET", "/v1/" + kind + "?limit=1", null).body())
            .isEqualTo("{\"" + kind + "\":[],\"cursor\":null}");
      }
    }
  }

  /** The names that the answer has, and its cursor. */
  private static List<String> queues(ServerFixture server, String query) {
    String page = server.send(VIEWER.text(), "GET", "/v1/queues?" + query, null).body();
    assertThat(page).doesNotContain("\"a\"", "\"z\"");
    List<String> names = new ArrayList<>();
    Matcher name = Pattern.compile("\"name\":\"([^\"]+)\"").matcher(page);
    while (name.find()) {
      names.add(name.group(1));
    }
    Matcher cursor = CURSOR.matcher(page);
    names.add("cursor " + (cursor.find() ? cursor.group(1) : null));
    return names;
  }

  @Test
  void keysOfTheDataDirectory_comeAndGoWhileTheServerRuns() throws IOException {
    Made made = Made.key("late", "viewer", "*");
    KeyFile file = new KeyFile(folder);
    try (var server = ServerFixture.start(folder, List.of())) {
      assertStatus(200, server.send(null, "GET", "/v1/queues", null));
      file.add(AccessKey.parse(made.line()));
      await().until(() -> server.send(null, "GET", "/v1/queues", null).statusCode() == 401);
      assertStatus(200, server.send(made.text(), "GET", "/v1/queues", null));
      file.remove("late");
      await().until(() -> server.send(made.text(), "GET", "/v1/queues", null).statusCode() == 401);
    }
  }

  @Test
  void liveStreams_endWhenTheirKeyIsRevoked() throws IOException {
    Made made = Made.key("late", "viewer", "*");
    KeyFile file = new KeyFile(folder);
    file.add(AccessKey.parse(made.line()));
    try (var server = ServerFixture.start(folder, List.of(ROOT))) {
      var stream =
          CompletableFuture.supplyAsync(() -> server.send(made.text(), "GET", "/v1/events", null));
      await()
          .until(
              () ->
                  server.send(ROOT.text(), "GET", "/metrics", null).body().contains("\"events\""));
      assertThat(stream).isNotDone();
      file.remove("late");
      HttpResponse<String> ended = stream.orTimeout(30, TimeUnit.SECONDS).join();
      assertThat(ended.body()).startsWith("retry: ");
      assertThat(ended.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(ended.headers().firstValue("Content-Security-Policy")).isPresent();
    }
  }

  @Test
  void wrongKeys_areSlowed_goodOnesAreNot() {
    Made wrong = Made.key("root", "admin", "*");
    try (var server = ServerFixture.start(folder, KEYS)) {
      await().until(() -> server.send(wrong.text(), "GET", "/v1/queues", null).statusCode() == 429);
      for (int i = 0; i < 100; i++) {
        assertStatus(200, server.send(ROOT.text(), "GET", "/v1/queues", null));
      }
      HttpResponse<String> slowed = server.send(wrong.text(), "GET", "/v1/queues", null);
      if (slowed.statusCode() == 429) {
        assertThat(slowed.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(slowed.body()).contains("\"code\":\"too-many-failures\"", "127.0.0.1");
      }
    }
  }

  @Test
  void bodies_ofThoseWithoutAKeyAreNotReceived() throws IOException {
    try (var server = ServerFixture.start(folder, KEYS, "htq.appKey=key", "htq.appToken=token")) {
      for (var one : EVERYWHERE.entrySet()) {
        String path = one.getKey();
        for (String length : List.of("Content-Length: 60000000", "Transfer-Encoding: chunked")) {
          if (path.equals("/api/addTask") && length.startsWith("T")) {
            // Its key may be in what comes; see below.
            continue;
          }
          try (var client = new RawConnection(server.port())) {
            String chunk = length.startsWith("T") ? "10000\r\n" + "x".repeat(65_536) + "\r\n" : "";
            RawReply reply =
                client
                    .send("POST " + path + " HTTP/1.1\r\n" + length + "\r\n\r\n" + chunk)
                    .receive();
            assertThat(reply.text()).as(path + length).contains(one.getValue());
          }
        }
      }
    }
  }

  /** A body of HTQ is read before who sends it is known: such may have a part of the room only. */
  @Test
  void bodies_ofTheUnknownLeaveRoomForOthers() throws IOException {
    List<RawConnection> unknown = new ArrayList<>();
    try (var server =
        ServerFixture.start(
            folder,
            KEYS,
            "htq.appKey=key",
            "htq.appToken=token",
            "http.maxBody=2MB",
            "http.bodyBudget=4MB")) {
      String begun = "x".repeat(1_000_000);
      for (int i = 0; i < 8; i++) {
        var client = new RawConnection(server.port());
        unknown.add(client);
        client.send("POST /api/addTask HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n" + begun);
      }
      await().until(() -> unknown.stream().filter(AccessRulesTest::hasAnswer).count() >= 7);
      for (int i = 0; i < 3; i++) {
        assertStatus(
            201,
            server.send(APP.text(), "POST", "/v1/queues/own-q/messages", "x".repeat(1_900_000)));
      }
    } finally {
      for (RawConnection client : unknown) {
        client.close();
      }
    }
  }

  private static boolean hasAnswer(RawConnection client) {
    try {
      return client.socket().getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void httpsqs_takesItsPasswordOrAKey() {
    try (var server = ServerFixture.start(folder, KEYS, "httpsqs.auth=pass")) {
      assertHttpsqs(server, "&opt=put&name=own-q&data=1&auth=pass", "HTTPSQS_PUT_OK");
      assertHttpsqs(server, "&opt=put&name=other&data=1&auth=pass", "HTTPSQS_PUT_OK");
      assertHttpsqs(server, "&opt=put&name=own-q&data=2&auth=" + APP.text(), "HTTPSQS_PUT_OK");
      assertHttpsqs(server, "&opt=put&name=other&data=2&auth=" + APP.text(), "HTTPSQS_AUTH_FAILED");
      assertHttpsqs(server, "&opt=reset&name=own-q&auth=" + APP.text(), "HTTPSQS_AUTH_FAILED");
      assertHttpsqs(server, "&opt=get&name=own-q&auth=" + APP.text(), "1");
      assertHttpsqs(server, "&opt=get&name=own-q&auth=passs", "HTTPSQS_AUTH_FAILED");
      assertHttpsqs(server, "&opt=get&name=own-q", "HTTPSQS_AUTH_FAILED");
      assertThat(server.send(APP.text(), "GET", "/?opt=get&name=own-q", null).body())
          .isEqualTo("2");
    }
  }

  private static void assertHttpsqs(ServerFixture server, String query, String body) {
    assertThat(server.send(null, "GET", "/?charset=utf-8" + query, null).body())
        .as(query)
        .isEqualTo(body);
  }

  private static void assertStatus(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }
}
