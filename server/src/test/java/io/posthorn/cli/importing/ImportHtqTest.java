package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an HTQ has in Redis runs on in Posthorn. */
@Timeout(120)
class ImportHtqTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant DUE =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(7200);

  private RedisServer process;
  private Resp redis;
  private Imports posthorn;

  @TempDir Path folder;

  @BeforeEach
  void open() {
    process = RedisServer.start();
    redis = process.connect();
    posthorn = new Imports(folder, "htq.appKey=the-key", "htq.appToken=the-token");
  }

  @AfterEach
  void close() {
    posthorn.close();
    redis.close();
    process.close();
  }

  @Test
  void tasksOfBothForms_areTheSameTasks() {
    queue("订单", "{\"type\":\"real_time\",\"stepping_time\":\"0\",\"max_time_interval\":\"0\"}");
    task("订单", DUE, "http://h/old?a=1&htq_no_repeat=17952180480000.9787");
    task(
        "订单",
        DUE.plusSeconds(1),
        json("http://h/new?htq_no_repeat=1795218048000", "[]", "get", "[]"));
    task(
        "订单",
        DUE.plusSeconds(2),
        json("http://h/p?htq_no_repeat=1", "{\"X-T\":\"é\"}", "POST", "{\"n\":\"订\",\"x\":null}"));

    assertThat(run("--apply")).isZero();
    assertThat(posthorn.output()).contains("订单", "3 tasks, 3 to take over; the queue is new");
    JsonNode messages = posthorn.messages("%E8%AE%A2%E5%8D%95");
    assertThat(messages).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(Instant.parse(messages.get(i).path("visibleAt").asText()))
          .isEqualTo(DUE.plusSeconds(i));
    }
    assertThat(messages.findValuesAsText("url"))
        .containsExactly("http://h/old?a=1", "http://h/new", "http://h/p");
    assertThat(messages.findValuesAsText("method")).containsExactly("GET", "GET", "POST");
    assertThat(messages.get(2).path("task").path("headers").path("X-T").asText()).isEqualTo("é");
    assertThat(messages.get(2).path("body").asText())
        .contains("name=\"n\"\r\n\r\n订\r\n", "name=\"x\"\r\n\r\nnull\r\n");
    // Only looked at.
    assertThat(redis.call("ZCARD", bytes("htq_订单"))).isEqualTo(":3");
  }

  @Test
  void variableTask_goesOnAtItsPace() throws IOException {
    HttpServer page = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    page.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    page.start();
    try {
      String url = "http://127.0.0.1:" + page.getAddress().getPort() + "/p";
      queue(
          "pace",
          "{\"type\":\"variable\",\"stepping_time\":\"100\",\"max_time_interval\":\"900\"}");
      Instant past = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
      task("pace", past, json(url + "?htq_no_repeat=1", "{}", "GET", "{}"));
      task("pace", past.plusSeconds(1), url + "?b&htq_no_repeat=2");
      task("pace", DUE, url + "?c&htq_no_repeat=3");
      redis.call("HSET", "htq_pace_times", url + "?htq_no_repeat=1", "4");
      redis.call("HSET", "htq_pace_times", url + "?c&htq_no_repeat=3", "7");

      assertThat(run("--apply")).isZero();
      assertThat(posthorn.output()).contains("3 tasks, 2 of them with a counter");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  posthorn
                      .messages("pace")
                      .findValuesAsText("deliveries")
                      .equals(List.of("1", "1", "0")));
      // After its fifth run the original pauses four steps, after the first here it is one.
      assertThat(pause(0)).isBetween(390L, 400L);
      assertThat(pause(1)).isBetween(90L, 100L);
      assertThat(posthorn.send("POST", "/v1/queues/pace/messages/" + id(0) + "/run").path("id"))
          .isNotNull();
      await()
          .atMost(PATIENCE)
          .until(() -> posthorn.messages("pace").get(0).path("deliveries").asInt() == 2);
      await().atMost(PATIENCE).until(() -> pause(0) > 400);
      assertThat(pause(0)).isBetween(490L, 500L);
    } finally {
      page.stop(0);
    }
  }

  @Test
  void dryRun_comesFirst_andChangesNothing() {
    queue("q", "{}");
    task("q", DUE, "http://h/?htq_no_repeat=1");
    assertThat(run()).isZero();
    assertThat(posthorn.output())
        .contains(
            "q {\"type\":\"real_time\"}: 1 tasks, 1 to take over; the queue is new",
            "Nothing was changed; --apply does it.");
    assertThat(posthorn.send("GET", "/v1/queues").path("queues")).isEmpty();
    assertThat(folder.resolve("notes")).doesNotExist();
  }

  @Test
  void importCutOff_goesOn_andNothingComesTwice() throws IOException {
    queue("q", "{\"type\":\"timing\"}");
    for (int i = 0; i < 150; i++) {
      task("q", DUE.plusSeconds(i / 3), "http://h/" + i + "?htq_no_repeat=" + i);
    }
    assertThat(run("--apply")).isZero();
    assertThat(posthorn.output()).contains("150 tasks, 150 to take over", "150 of 150");
    Path notes = folder.resolve("notes");
    List<String> lines = Files.readAllLines(notes);
    // Cut off after the answer, and within a line: the server knows what was brought over.
    Files.writeString(notes, String.join("\n", lines.subList(0, 80)) + "\nabc");
    assertThat(run("--apply")).isZero();
    assertThat(posthorn.output()).contains("150 tasks, " + (150 - noted(lines.subList(0, 80))));
    assertThat(posthorn.messages("q")).hasSize(100);
    assertThat(posthorn.send("GET", "/v1/queues/q").path("statistics").path("scheduled").asInt())
        .isEqualTo(150);
    // What has gone meanwhile does not come back.
    posthorn.send(
        "DELETE", "/v1/queues/q/messages/" + posthorn.messages("q").get(0).path("id").asText());
    task("q", DUE, "http://h/late?htq_no_repeat=late");
    assertThat(run("--apply")).isZero();
    assertThat(posthorn.output()).contains("151 tasks, 1 to take over");
    assertThat(posthorn.send("GET", "/v1/queues/q").path("statistics").path("scheduled").asInt())
        .isEqualTo(150);
  }

  @Test
  void whatCannotBeATask_isLeftOutAndNamed() {
    queue("q", "{\"type\":\"timing\"}");
    task("q", DUE, "{\"header\":{}}");
    task("q", DUE, "{\"url\":");
    task("q", DUE, "ftp://h/?htq_no_repeat=1");
    task("q", DUE, json("http://h/?htq_no_repeat=1", "{\"Host\":\"x\"}", "GET", "{}"));
    redis.call("ZADD", "htq_q", "+inf", "http://h/never");
    task("q", DUE, "http://h/good?htq_no_repeat=1");
    assertThat(run("--apply")).isEqualTo(1);
    assertThat(posthorn.output())
        .contains(
            "q: left out '{\"header\":{}}': no url",
            "q: left out '{\"url\":': no url",
            "q: left out 'ftp://h/?htq_no_repeat=1': the new server says bad-request",
            "{\"Host\":\"x\"}",
            "q: left out 'http://h/never': due at Infinity");
    assertThat(posthorn.messages("q").findValuesAsText("url")).containsExactly("http://h/good");
  }

  @Test
  void mistakes_areNamed() {
    queue("q", "{\"type\":\"timing\"}");
    task("q", DUE, "http://h/?htq_no_repeat=1");
    assertThat(run("--app-token", "other")).isEqualTo(1);
    assertThat(posthorn.output()).contains("wants another app_key or app_token than was given");
    assertThat(posthorn.run("htq", "no address", "--app-key", "k", "--app-token", "t"))
        .isEqualTo(1);
    assertThat(posthorn.output())
        .contains("(expected: like redis://:password@host:6379/0)")
        .doesNotContain("no address");
    assertThat(posthorn.run("htq", "redis://127.0.0.1:1", "--app-key", "k", "--app-token", "t"))
        .isEqualTo(1);
    assertThat(posthorn.output()).contains("Redis at 127.0.0.1:1 refuses connections");
    assertThat(run("--apply")).isZero();
    redis.call("HSET", "htq_queue_list", "htq_q", "{\"type\":\"variable\"}");
    assertThat(run("--apply")).isEqualTo(1);
    assertThat(posthorn.output())
        .contains(
            "the new server has q {\"type\":\"timing\"} (expected: q {\"type\":\"variable\"})");
    redis.call("SET", "htq_queue_list", "x");
    assertThat(run()).isEqualTo(1);
    assertThat(posthorn.output()).contains("holds a value of another type in key 'htq_queue_list'");
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "htq",
                "redis://127.0.0.1:" + process.port(),
                "--to",
                posthorn.address(),
                "--app-key",
                "the-key",
                "--notes",
                folder.resolve("notes").toString()));
    if (!List.of(more).contains("--app-token")) {
      arguments.addAll(List.of("--app-token", "the-token"));
    }
    arguments.addAll(List.of(more));
    return posthorn.run(arguments.toArray(new String[0]));
  }

  private String id(int message) {
    return posthorn.messages("pace").get(message).path("id").asText();
  }

  /** Seconds until the next run. */
  private long pause(int message) {
    String next = posthorn.messages("pace").get(message).path("visibleAt").asText();
    return Duration.between(Instant.now(), Instant.parse(next)).toSeconds();
  }

  private void queue(String name, String attribute) {
    redis.call("HSET", "htq_queue_list", bytes("htq_" + name), attribute);
  }

  private void task(String queue, Instant due, String member) {
    assertThat(
            redis.call(
                "ZADD", bytes("htq_" + queue), Long.toString(due.toEpochMilli()), bytes(member)))
        .isEqualTo(":1");
  }

  private static String json(String url, String header, String method, String data) {
    return "{\"url\":\""
        + url
        + "\",\"header\":"
        + header
        + ",\"method\":\""
        + method
        + "\",\"data\":"
        + data
        + "}";
  }

  private static long noted(List<String> lines) {
    return lines.stream().filter(line -> line.length() == 16).count();
  }

  /** A char for each byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
