package io.posthorn.protocol.htq;

import static io.posthorn.protocol.htq.HtqServer.KEY;
import static io.posthorn.protocol.htq.HtqServer.TOKEN;
import static io.posthorn.protocol.htq.HtqServer.body;
import static io.posthorn.protocol.htq.HtqServer.multipart;
import static io.posthorn.protocol.htq.HtqServer.text;
import static io.posthorn.protocol.htq.HtqServer.withAuth;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.Protocol;
import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import io.posthorn.http.Reply;
import io.posthorn.http.Routes;
import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The original's answers, text by text, and what broke it. */
@Timeout(60)
class HtqGoldenTest {
  static final String ADDED = "{\"error_code\":0,\"message\":\"添加成功\"}";
  static final String DELETED = "{\"error_code\":0,\"message\":\"删除成功\"}";
  static final String AUTH_FAILED = "{\"error_code\":1000,\"message\":\"认证失败\"}";
  static final String ADD_FAILED = "{\"error_code\":1001,\"message\":\"添加失败\"}";
  static final String EXISTS = "{\"error_code\":1002,\"message\":\"队列名已经存在\"}";
  static final String MISSING = "{\"error_code\":1003,\"message\":\"队列不存在，请先创建\"}";

  private static final String URL = "http://127.0.0.1:9/p";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final HtqServer htq = new HtqServer(ZoneId.of("Asia/Shanghai"));

  @AfterEach
  void close() {
    htq.close();
  }

  @Test
  void addQueue_andAgain() throws IOException {
    assertThat(addQueue("q1", "real_time")).isEqualTo(ADDED);
    assertThat(addQueue("q1", "variable")).isEqualTo(EXISTS);
    assertThat(addQueue("q1", "real_time")).isEqualTo(EXISTS);
  }

  @Test
  void addQueue_withoutNameOrType_isRefused() throws IOException {
    assertThat(htq.call("/api/addQueue", "type", "timing")).isEqualTo(ADD_FAILED);
    assertThat(htq.call("/api/addQueue", "queue_name", "", "type", "timing")).isEqualTo(ADD_FAILED);
    assertThat(htq.call("/api/addQueue", "queue_name", "q")).isEqualTo(ADD_FAILED);
    assertThat(addQueue("q".repeat(257), "timing")).isEqualTo(ADD_FAILED);
    assertThat(allQueue()).isEqualTo("[]");
  }

  @Test
  void allQueue_showsStringsInOrder() throws IOException {
    assertThat(allQueue()).isEqualTo("[]");
    addQueue("q1", "real_time", "0", "0");
    addQueue("q2", "variable", "2", "5");
    addQueue("q3", "timing");
    addQueue("q4", "anything \"quoted\"\n");
    assertThat(allQueue())
        .isEqualTo(
            "[{\"queue_name\":\"q1\",\"attribute\":{\"type\":\"real_time\",\"stepping_time\":\"0\",\"max_time_interval\":\"0\"}},"
                + "{\"queue_name\":\"q2\",\"attribute\":{\"type\":\"variable\",\"stepping_time\":\"2\",\"max_time_interval\":\"5\"}},"
                + "{\"queue_name\":\"q3\",\"attribute\":{\"type\":\"timing\"}},{\"queue_name\":\"q4\",\"attribute\":{\"type\":\"anything"
                + " \\\"quoted\\\"\\n"
                + "\"}}]");
  }

  /** Bug 8: the original lists and runs about ten of many queues. */
  @Test
  void allQueue_listsAllOfMany() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 1000; i < 2100; i++) {
      names.add("队列" + i);
      htq.broker.createQueue(QueueName.of("队列" + i), HtqQueue.REAL_TIME).join();
    }
    String all = allQueue();
    assertThat(all.split("\"queue_name\"")).hasSize(names.size() + 1);
    assertThat(names).allMatch(name -> all.contains('"' + name + '"'));
  }

  @Test
  void countQueue_countsWhatIsUnfinished() throws IOException {
    assertThat(count("unknown")).isEqualTo("{\"error_code\":0,\"count\":0}");
    assertThat(htq.call("/api/countQueue")).isEqualTo("{\"error_code\":0,\"count\":0}");
    addTask("q", "url", URL);
    addTask("q", "url", URL, "execute_time", "2030-1-1 0:0:0");
    assertThat(count("q")).isEqualTo("{\"error_code\":0,\"count\":2}");
  }

  @Test
  void deleteQueue_andAgain() throws IOException {
    addTask("q", "url", URL);
    assertThat(htq.call("/api/deleteQueue", "queue_name", "q")).isEqualTo(DELETED);
    assertThat(htq.call("/api/deleteQueue", "queue_name", "q")).isEqualTo(MISSING);
    assertThat(htq.call("/api/deleteQueue")).isEqualTo(MISSING);
    assertThat(count("q")).isEqualTo("{\"error_code\":0,\"count\":0}");
    assertThat(allQueue()).isEqualTo("[]");
  }

  @Test
  void addTask_toAnUnknownQueue_makesIt() throws IOException {
    assertThat(addTask("new", "url", URL)).isEqualTo(ADDED);
    assertThat(allQueue())
        .isEqualTo("[{\"queue_name\":\"new\",\"attribute\":{\"type\":\"real_time\"}}]");
    assertThat(addQueue("new", "real_time")).isEqualTo(EXISTS);
  }

  @Test
  void addTask_withoutQueue_goesToTheDefault() throws IOException {
    assertThat(htq.call("/api/addTask", "url", URL)).isEqualTo(ADDED);
    assertThat(addTask("", "url", URL)).isEqualTo(ADDED);
    assertThat(count("default_queue")).isEqualTo("{\"error_code\":0,\"count\":2}");
  }

  /** Bug 7: in the original each of these ends the process that serves the API. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          url||
          url|ftp://h/p|
          url|/relative|
          url|http://|
          url|http://user:pass@h/|
          header|{|1
          header|"text"|1
          header|{"a":1} x|1
          header|{"X-A":"b\\r\\nX-C: d"}|1
          header|{"":"b"}|1
          header|{"Host":"other"}|1
          data|{"a":|1
          data|12|1
          data|true|1
          data|nonsense|1
          method|BREW|1
          method|G T|1
          """)
  void addTask_withABrokenField_isRefused(String field, String value, String hasUrl)
      throws IOException {
    String given = value == null ? "" : value;
    String answer =
        hasUrl == null
            ? addTask("q", field, given)
            : addTask("q", "url", URL, "method", "POST", field, given);
    assertThat(answer).isEqualTo(ADD_FAILED);
    assertThat(allQueue()).isEqualTo("[]");
  }

  /** Bug 6: in the original each of these ends the worker, again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":null}",
        "{\"a\":{\"b\":[1]}}",
        "{\"a\":true}",
        "[null]",
        "[]",
        "null",
        "{}",
        ""
      })
  void addTask_withAnyJsonData_isStored(String data) throws IOException {
    assertThat(addTask("q", "url", URL, "method", "post", "data", data, "header", "[]"))
        .isEqualTo(ADDED);
    assertThat(htq.tasks("q")).hasSize(1);
  }

  /** Bug 9: the original loses about one in twenty. */
  @Test
  void addTask_sameUrlManyTimes_storesEach() throws IOException {
    for (int i = 0; i < 300; i++) {
      assertThat(addTask("q", "url", URL)).isEqualTo(ADDED);
    }
    assertThat(count("q")).isEqualTo("{\"error_code\":0,\"count\":300}");
    assertThat(htq.tasks("q")).allMatch(task -> URL.equals(task.task().url()));
  }

  @ParameterizedTest
  @CsvSource({
    "the-key,wrong",
    "wrong,the-token",
    "the-key,''",
    "'',''",
    "the-token,the-key",
    "THE-KEY,the-token",
    "'the-key ',the-token"
  })
  void wrongKeyOrToken_isRefusedFirst(String key, String token) throws IOException {
    for (String call : List.of("addQueue", "deleteQueue", "allQueue", "countQueue", "addTask")) {
      assertThat(text(htq.post("/api/" + call, multipart("app_key", key, "app_token", token))))
          .isEqualTo(AUTH_FAILED);
    }
    assertThat(text(htq.post("/api/allQueue", multipart("app_key", KEY)))).isEqualTo(AUTH_FAILED);
    assertThat(text(htq.post("/api/allQueue", "Content-Length: 0\r\n\r\n"))).isEqualTo(AUTH_FAILED);
  }

  /** Bug 12: the original has refused two of them since 2019. */
  @Test
  void threeEncodings_areRead() throws IOException {
    String form = "app_key=" + KEY + "&app_token=" + TOKEN + "&queue_name=";
    assertThat(addQueue("m", "timing", "2", "5")).isEqualTo(ADDED);
    assertThat(text(htq.post("/api/addQueue", body(FORM, form + "u&type=timing&stepping_time=2"))))
        .isEqualTo(ADDED);
    String json =
        "{\"app_key\":\"" + KEY + "\",\"app_token\":\"" + TOKEN + "\",\"queue_name\":\"j\",";
    assertThat(
            text(
                htq.post(
                    "/api/addQueue",
                    body("application/json", json + "\"type\":\"variable\",\"stepping_time\":2}"))))
        .isEqualTo(ADDED);
    assertThat(
            text(
                htq.post(
                    "/api/addTask",
                    body(
                        "application/json; charset=utf-8",
                        json
                            + "\"url\":\""
                            + URL
                            + "\",\"header\":{\"X-A\":\"1\"},\"data\":{\"a\":[1,2]}}"))))
        .isEqualTo(ADDED);
    assertThat(allQueue())
        .contains("\"j\",\"attribute\":{\"type\":\"variable\",\"stepping_time\":\"2\"}")
        .contains("\"m\"")
        .contains("\"u\",\"attribute\":{\"type\":\"timing\",\"stepping_time\":\"2\"}");
    assertThat(htq.tasks("j").get(0).task().url()).isEqualTo(URL + "?a=%5B1%2C2%5D");
  }

  @Test
  void unreadableBodies_areAPage() throws IOException {
    RawReply reply = htq.post("/api/addTask", body("application/json", "{\"app_key\":"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(htq.post("/api/addTask", body("multipart/form-data", "x")).status()).isEqualTo(400);
    String large = multipart(withAuth("data", "x".repeat(2 << 20)));
    assertThat(htq.post("/api/addTask", large).status()).isEqualTo(413);
    assertThat(text(htq.post("/api/addTask", body("application/json", "[1]"))))
        .isEqualTo(AUTH_FAILED);
  }

  /** What is read before key and token are known must not become many times its size. */
  @Test
  void json_ofTooManyValuesOrTooLargeIsRefused() throws IOException {
    String values = "{\"app_key\":\"x\",\"data\":[" + "0,".repeat(200_000) + "0]}";
    assertThat(htq.post("/api/addTask", body("application/json", values)).status()).isEqualTo(413);
    String nested = "{\"data\":" + "[".repeat(200) + "]".repeat(200) + "}";
    assertThat(htq.post("/api/addTask", body("application/json", nested)).status()).isEqualTo(413);
    String large = "{\"data\":\"" + "x".repeat(3 << 20) + "\"}";
    assertThat(htq.post("/api/addTask", body("application/json", large)).status()).isEqualTo(413);
    assertThat(htq.post("/api/addTask", body("application/json", "{} {}")).status()).isEqualTo(400);
    assertThat(text(htq.post("/api/addTask", body("application/json", "{\"data\":[1,{}]}"))))
        .isEqualTo(AUTH_FAILED);
  }

  /** They say that they are HTML, and any page can have a browser ask for them by a form. */
  @Test
  void names_runInNoBrowser() throws IOException {
    String script = "<script>alert(1)</script>";
    assertThat(addQueue(script, script)).isEqualTo(ADDED);
    RawReply all = htq.post("/api/allQueue", multipart(withAuth()));
    assertThat(text(all))
        .isEqualTo(
            "[{\"queue_name\":\"\\u003cscript>alert(1)\\u003c/script>\","
                + "\"attribute\":{\"type\":\"\\u003cscript>alert(1)\\u003c/script>\"}}]");
    assertThat(all.header("Content-Security-Policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'none'; sandbox");
    assertThat(all.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(addQueue("long", "t".repeat(101))).isEqualTo(ADD_FAILED);
  }

  @Test
  void replies_haveTheOriginalsHeaders() throws IOException {
    RawReply reply = htq.post("/api/allQueue", multipart(withAuth()));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(reply.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(reply.header("Content-Length")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/allqueue", "/API/ALLQUEUE", "/api/allQueue/", "/api/allQueue?x=1"})
  void paths_ignoreCaseAndOneSlash(String path) throws IOException {
    assertThat(htq.call(path)).isEqualTo("[]");
  }

  @Test
  void otherRequests_areAnsweredAsExpressDoes() throws IOException {
    RawReply home = htq.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(home.status()).isEqualTo(200);
    assertThat(text(home)).isEqualTo("HTQ");
    RawReply options = htq.send("OPTIONS /api/addTask HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(options.header("Allow")).isEqualTo("POST");
    assertThat(text(options)).isEqualTo("POST");
    for (String request :
        List.of("GET /api/allQueue", "POST /", "POST /api", "PUT /api/addTask", "GET /x")) {
      RawReply missing = htq.send(request + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(missing.status()).as(request).isEqualTo(404);
      assertThat(text(missing)).contains("<pre>Cannot " + request + "</pre>");
    }
    assertThat(text(htq.send("GET /<script>'&x HTTP/1.1\r\nHost: h\r\n\r\n")))
        .contains("/&lt;script&gt;&#39;&amp;x");
  }

  /** As libcurl sends a form beyond its threshold: the body waits for leave. */
  @Test
  void phpSdk_expects100Continue() throws IOException {
    String request =
        multipart(
            withAuth(
                "queue_name",
                "php",
                "url",
                URL,
                "execute_time",
                "0",
                "method",
                "GET",
                "header",
                "[]",
                "data",
                "{\"long\":\"" + "x".repeat(2000) + "\"}"));
    int bodyStart = request.indexOf("\r\n\r\n") + 4;
    try (var client = new RawConnection(htq.port)) {
      client.send(
          "POST /api/addTask HTTP/1.1\r\nHost: 127.0.0.1:5999\r\nAccept: */*\r\n"
              + "Expect: 100-continue\r\n"
              + request.substring(0, bodyStart));
      assertThat(client.receive().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
      client.send(request.substring(bodyStart).getBytes(StandardCharsets.UTF_8));
      assertThat(text(client.receive())).isEqualTo(ADDED);
    }
    assertThat(count("php")).isEqualTo("{\"error_code\":0,\"count\":1}");
  }

  /** Old SDKs send neither header nor data nor method. */
  @Test
  void oldSdk_isServed() throws IOException {
    String form =
        "app_key="
            + KEY
            + "&app_token="
            + TOKEN
            + "&queue_name=old&url=http%3A%2F%2F127.0.0.1%3A9%2Fp%3Fa%3D1%26b%3D2&execute_time=0";
    assertThat(text(htq.post("/api/addTask", body(FORM, form)))).isEqualTo(ADDED);
    assertThat(htq.tasks("old").get(0).task().url()).isEqualTo(URL + "?a=1&b=2");
  }

  @Test
  void mainListener_servesTheApiBesideTheRest() throws IOException {
    Protocol other = exchange -> exchange.reply(Reply.text(200, "other"));
    int main = htq.listen(new Routes(other, other).api(htq.protocol)).port();
    assertThat(at(main, "POST /API/allQueue/ HTTP/1.1")).isEqualTo("[]");
    assertThat(at(main, "POST /api/nothing HTTP/1.1")).contains("Cannot POST /api/nothing");
    assertThat(at(main, "POST / HTTP/1.1")).isEqualTo("other\n");
    assertThat(at(main, "POST /v1/api/allQueue HTTP/1.1")).isEqualTo("other\n");
    int without = htq.listen(new Routes(other, other)).port();
    assertThat(at(without, "POST /api/allQueue HTTP/1.1")).contains("not-found");
  }

  private static String at(int port, String line) throws IOException {
    try (var client = new RawConnection(port)) {
      return text(client.send(line + "\r\nHost: h\r\n" + multipart(withAuth())).receive());
    }
  }

  @Test
  void queuesOfOthers_areHiddenAndSafe() throws IOException {
    QueueName pull = QueueName.of("pull");
    QueueName push = QueueName.of("push");
    htq.broker.enqueue(pull, NewMessage.of(Body.ofUtf8("m")), QueueConfig.PULL).join();
    htq.broker.createQueue(push, QueueConfig.PUSH).join();
    for (String name : List.of("pull", "push")) {
      assertThat(addQueue(name, "real_time")).isEqualTo(EXISTS);
      assertThat(addTask(name, "url", URL)).isEqualTo(ADD_FAILED);
      assertThat(count(name)).isEqualTo("{\"error_code\":0,\"count\":0}");
      assertThat(htq.call("/api/deleteQueue", "queue_name", name)).isEqualTo(MISSING);
    }
    assertThat(allQueue()).isEqualTo("[]");
    assertThat(htq.broker.findQueue(pull).join()).isPresent();
    assertThat(htq.broker.findQueue(push).join()).isPresent();
  }

  private String addQueue(String name, String type) throws IOException {
    return htq.call("/api/addQueue", "queue_name", name, "type", type);
  }

  private String addQueue(String name, String type, String step, String max) throws IOException {
    return htq.call(
        "/api/addQueue",
        "queue_name",
        name,
        "type",
        type,
        "stepping_time",
        step,
        "max_time_interval",
        max);
  }

  private String addTask(String queue, String... fields) throws IOException {
    String[] all = new String[fields.length + 2];
    all[0] = "queue_name";
    all[1] = queue;
    System.arraycopy(fields, 0, all, 2, fields.length);
    return htq.call("/api/addTask", all);
  }

  private String count(String queue) throws IOException {
    return htq.call("/api/countQueue", "queue_name", queue);
  }

  private String allQueue() throws IOException {
    return htq.call("/api/allQueue");
  }
}
