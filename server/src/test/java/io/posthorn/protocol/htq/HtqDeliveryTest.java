package io.posthorn.protocol.htq;

import static io.posthorn.protocol.htq.HtqServer.KEY;
import static io.posthorn.protocol.htq.HtqServer.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of HTQ from the call of its API to the call of their pages. */
@Timeout(120)
class HtqDeliveryTest {
  private static final DateTimeFormatter DASHES = DateTimeFormatter.ofPattern("uuuu-M-d H:m:s");
  private static final DateTimeFormatter SLASHES =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss");

  /** A request as a page got it. */
  private record Visit(Instant at, String line, Map<String, String> headers, String body) {}

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Visit> visits = new CopyOnWriteArrayList<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private final AtomicInteger current = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final Semaphore held = new Semaphore(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer page;
  private String url;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    page = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    page.setExecutor(threads);
    page.createContext("/", this::visit);
    page.start();
    url = "http://127.0.0.1:" + page.getAddress().getPort();
    var config =
        new ConfigLoader()
            .assignment("data=" + folder.resolve("data"))
            .assignment("storage.engine=memory")
            .assignment("listen.port=0")
            .assignment("htq.appKey=" + KEY)
            .assignment("htq.appToken=" + TOKEN)
            .load()
            .config();
    server = Server.start(config, Server.Front.HTQ);
  }

  @AfterEach
  void stop() {
    held.release(1000);
    server.close();
    page.stop(0);
    threads.shutdownNow();
  }

  /** Bug 1: the original takes GET tasks off the queue and never sends them. */
  @Test
  void get_arrivesAsGetWithItsQuery() throws Exception {
    added("queue_name", "q", "url", url + "/p?a=1&b=2", "method", "GET", "data", "{\"c\":\"3\"}");
    Visit visit = awaitVisits(1).get(0);
    assertThat(visit.line).isEqualTo("GET /p?a=1&b=2&c=3");
    assertThat(visit.body).isEmpty();
    assertThat(visit.headers).containsEntry("accept", "*/*").doesNotContainKey("content-type");
    assertThat(visit.toString()).doesNotContain("htq_no_repeat");
    awaitCount("q", 0);
  }

  @Test
  void post_arrivesAsAForm() throws Exception {
    added(
        "queue_name",
        "q",
        "url",
        url + "/p",
        "method",
        "POST",
        "header",
        "{\"X-Token\":\"订\"}",
        "data",
        "{\"name\":\"订单\",\"n\":null,\"t\":true}");
    Visit visit = awaitVisits(1).get(0);
    String type = visit.headers.get("content-type");
    assertThat(visit.line).isEqualTo("POST /p");
    assertThat(type).matches("multipart/form-data;boundary=-{26}[0-9]{24}");
    assertThat(visit.headers).containsKey("x-token");
    assertThat(visit.headers.get("content-length"))
        .isEqualTo(Integer.toString(visit.body.getBytes(StandardCharsets.UTF_8).length));
    String part = "--" + type.substring(29) + "\r\nContent-Disposition: form-data; name=\"";
    assertThat(visit.body)
        .startsWith(part + "name\"\r\n\r\n订单\r\n" + part + "n\"\r\n\r\nnull\r\n" + part + "t\"");
    awaitCount("q", 0);
  }

  @Test
  void executeTime_isNotBefore() throws Exception {
    LocalDateTime soon = LocalDateTime.now(ZoneId.systemDefault()).plusSeconds(2).withNano(0);
    Instant due = soon.atZone(ZoneId.systemDefault()).toInstant();
    added("queue_name", "q1", "url", url + "/1", "execute_time", DASHES.format(soon));
    added("queue_name", "q2", "url", url + "/2", "execute_time", SLASHES.format(soon));
    added("queue_name", "q3", "url", url + "/3", "execute_time", "2030-02-30 00:00:00");
    List<Visit> all = awaitVisits(3);
    assertThat(all.get(0).line).isEqualTo("GET /3");
    assertThat(all.subList(1, 3)).allMatch(visit -> !visit.at.isBefore(due));
  }

  @Test
  void tasksOfOneQueue_neverOverlapAndKeepTheirOrder() throws Exception {
    for (int i = 0; i < 5; i++) {
      added("queue_name", "q", "url", url + "/held/" + i);
    }
    for (int i = 1; i <= 5; i++) {
      awaitVisits(i);
      held.release();
    }
    awaitCount("q", 0);
    assertThat(visits).extracting(Visit::line).isSorted().hasSize(5);
    assertThat(atOnce).hasValue(1);
  }

  @Test
  void queues_doNotWaitForEachOther() throws Exception {
    added("queue_name", "q1", "url", url + "/held/1");
    awaitVisits(1);
    added("queue_name", "q2", "url", url + "/p");
    awaitVisits(2);
    awaitCount("q2", 0);
    awaitCount("q1", 1);
  }

  @Test
  void anyAnswer_endsATask() throws Exception {
    added("queue_name", "q", "url", url + "/status/500");
    added("queue_name", "q", "url", url + "/status/410");
    added("queue_name", "q", "url", url + "/status/404");
    awaitVisits(3);
    awaitCount("q", 0);
    assertThat(visits).hasSize(3);
  }

  @Test
  void redirects_areFollowed() throws Exception {
    added("queue_name", "q", "url", url + "/redirect/3");
    awaitVisits(4);
    assertThat(visits.get(3).line).isEqualTo("GET /redirect/0");
    awaitCount("q", 0);
  }

  @Test
  void unreachableTask_waitsWithoutHoldingUpTheNext() throws Exception {
    int closed;
    try (var free = new ServerSocket(0)) {
      closed = free.getLocalPort();
    }
    added("queue_name", "q", "url", "http://127.0.0.1:" + closed + "/");
    added("queue_name", "q", "url", url + "/next");
    assertThat(awaitVisits(1).get(0).line).isEqualTo("GET /next");
    awaitCount("q", 1);
  }

  @Test
  void resetAfterTheRequest_endsTheTask() throws Exception {
    try (var listener = new ServerSocket(0, 1, page.getAddress().getAddress())) {
      added("queue_name", "q", "url", "http://127.0.0.1:" + listener.getLocalPort() + "/");
      try (var socket = listener.accept()) {
        assertThat(socket.getInputStream().read()).isEqualTo('G');
      }
      awaitCount("q", 0);
    }
  }

  /** Bugs 2 to 5: in the original variable queues never run, and freeze. */
  @Test
  void variableQueue_slowsDownUntilItsPageSaysReset() throws Exception {
    addQueue("v", "variable", "1", "2");
    answers.addAll(List.of("", "", " reset", "reset", "x", "done"));
    added("queue_name", "v", "url", url + "/v");
    List<Visit> all = awaitVisits(6);
    long[] least = {1000, 2000, 2000, 1000, 1000};
    for (int i = 0; i < least.length; i++) {
      assertThat(Duration.between(all.get(i).at, all.get(i + 1).at).toMillis())
          .as("pause %s", i + 1)
          // A pause counts from the moment that the answer is there.
          .isBetween(least[i] - 50, least[i] + 30_000);
    }
    awaitCount("v", 0);
    assertThat(visits).hasSize(6);
  }

  @Test
  void variableQueue_goesOnAfterErrors() throws Exception {
    addQueue("v", "variable", "1", "1");
    added("queue_name", "v", "url", url + "/status/500");
    awaitVisits(3);
    awaitCount("v", 1);
  }

  /** Bug 14: the original adds the task again. */
  @Test
  void deleteQueue_whileItsTaskRuns_isForGood() throws Exception {
    addQueue("v", "variable", "1", "1");
    added("queue_name", "v", "url", url + "/held/v");
    awaitVisits(1);
    assertThat(call("deleteQueue", "queue_name", "v")).isEqualTo(HtqGoldenTest.DELETED);
    held.release();
    Awaitility.await()
        .during(Duration.ofMillis(1500))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(call("countQueue", "queue_name", "v")).contains("\"count\":0");
              assertThat(call("allQueue")).isEqualTo("[]");
              assertThat(visits).hasSize(1);
            });
    assertThat(call("deleteQueue", "queue_name", "v")).isEqualTo(HtqGoldenTest.MISSING);
  }

  private void visit(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    atOnce.accumulateAndGet(current.incrementAndGet(), Math::max);
    int visit = visits.size();
    visits.add(
        new Visit(
            Instant.now(),
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            headers,
            body));
    String[] path = exchange.getRequestURI().getPath().split("/");
    int status = 200;
    if (path.length > 2) {
      switch (path[1]) {
        case "held" -> held.acquireUninterruptibly();
        case "status" -> status = Integer.parseInt(path[2]);
        case "redirect" -> {
          int left = Integer.parseInt(path[2]);
          status = left == 0 ? 200 : 302;
          exchange.getResponseHeaders().set("Location", "/redirect/" + (left - 1));
        }
        default -> {}
      }
    }
    current.decrementAndGet();
    byte[] answer =
        (visit < answers.size() ? answers.get(visit) : "ok").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private List<Visit> awaitVisits(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> visits.size() >= count);
    return visits;
  }

  private void awaitCount(String queue, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> call("countQueue", "queue_name", queue).contains("\"count\":" + count + "}"));
  }

  private void addQueue(String name, String type, String step, String max) throws Exception {
    assertThat(
            call(
                "addQueue",
                "queue_name",
                name,
                "type",
                type,
                "stepping_time",
                step,
                "max_time_interval",
                max))
        .isEqualTo(HtqGoldenTest.ADDED);
  }

  private void added(String... fields) throws Exception {
    assertThat(call("addTask", fields)).isEqualTo(HtqGoldenTest.ADDED);
  }

  private String call(String call, String... fields) throws IOException, InterruptedException {
    Map<String, String> json = new HashMap<>(Map.of("app_key", KEY, "app_token", TOKEN));
    for (int i = 0; i < fields.length; i += 2) {
      json.put(fields[i], fields[i + 1]);
    }
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.address() + "/api/" + call))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new ObjectMapper().writeValueAsBytes(json)))
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}
