package io.posthorn.protocol.htq;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.HttpTarget.RetryOn;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Repeat;
import io.posthorn.message.Settlement;
import io.posthorn.message.StatusSet;
import io.posthorn.storage.Reserve;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What addTask stores. */
@Timeout(60)
class HtqTaskTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private final HtqServer htq = new HtqServer(SHANGHAI);

  @AfterEach
  void close() {
    htq.close();
  }

  @Test
  void get_isTheDefaultAndHasNoBody() throws IOException {
    MessageView task = add("url", "http://h/p?a=1&b=2#top");
    assertThat(task.task().method()).isEqualTo("GET");
    assertThat(task.task().url()).isEqualTo("http://h/p?a=1&b=2#top");
    assertThat(task.body().size()).isZero();
    assertThat(task.contentType()).isNull();
    assertThat(task.task().headers()).hasToString("[Accept: */*]");
    assertThat(task.task().repeat()).isNull();
    assertThat(task.run()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://h/p         | {"a":"x y","b":2}      | http://h/p?a=x+y&b=2
          http://h/p?q=1     | {"a":"&=订"}           | http://h/p?q=1&a=%26%3D%E8%AE%A2
          http://h/p?q=1#top | {"a":true,"b":null}    | http://h/p?q=1&a=true&b=null
          http://h           | {"a":{"b":[1,"c"]}}    | http://h?a=%7B%22b%22%3A%5B1%2C%22c%22%5D%7D
          http://h/p         | ["x","y"]              | http://h/p?0=x&1=y
          http://h/p         | []                     | http://h/p
          """)
  void get_appendsDataToItsQuery(String url, String data, String expected) throws IOException {
    assertThat(add("url", url, "data", data).task().url()).isEqualTo(expected);
    assertThat(add("url", url, "data", data, "method", "head").task().url()).isEqualTo(expected);
  }

  @Test
  void post_sendsDataAsTheOriginalDoes() throws IOException {
    MessageView task =
        add(
            "url",
            "http://h/p?a=1",
            "method",
            "post",
            "header",
            "{\"X-Token\":\"t\",\"accept\":\"text/plain\",\"X-N\":12}",
            "data",
            "{\"b\":\"2\",\"a\":1.50,\"n\":null,\"o\":{\"x\":[true]}}");
    assertThat(task.task().method()).isEqualTo("POST");
    assertThat(task.task().url()).isEqualTo("http://h/p?a=1");
    assertThat(task.task().headers().stream().map(h -> h.name() + ": " + h.value()))
        .containsExactly("X-Token: t", "accept: text/plain", "X-N: 12");
    assertThat(task.contentType()).matches("multipart/form-data;boundary=-{26}[0-9]{24}");
    String boundary = "--" + task.contentType().substring(29);
    String part = boundary + "\r\nContent-Disposition: form-data; name=\"";
    assertThat(task.body().utf8())
        .isEqualTo(
            part
                + "b\"\r\n\r\n2\r\n"
                + part
                + "a\"\r\n\r\n1.5\r\n"
                + part
                + "n\"\r\n\r\nnull\r\n"
                + part
                + "o\"\r\n\r\n{\"x\":[true]}\r\n"
                + boundary
                + "--\r\n");
  }

  @Test
  void post_withoutData_isAnEmptyForm() throws IOException {
    MessageView task = add("url", "http://h/p", "method", "PUT", "header", "null", "data", "{}");
    assertThat(task.task().method()).isEqualTo("PUT");
    assertThat(task.body().size()).isZero();
    assertThat(task.contentType()).startsWith("multipart/form-data;boundary=");
  }

  @ParameterizedTest
  @CsvSource({
    "2030-3-4 5:6:7,2030-03-03T21:06:07Z",
    "2030/03/04 05:06:07,2030-03-03T21:06:07Z",
    "2030-12-31 23:59:59,2030-12-31T15:59:59Z",
    "2032-02-29 00:00:00,2032-02-28T16:00:00Z"
  })
  void executeTime_isOfTheServersZone(String given, Instant expected) throws IOException {
    assertThat(add("url", "http://h/", "execute_time", given).visibleAt()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0",
    "2030-02-30 00:00:00",
    "2030-13-01 00:00:00",
    "2030-01/01 00:00:00",
    "2030-01-01",
    "2030-01-01 24:00:00",
    "2030-01-01T00:00:00",
    "1893456000",
    "٢030-01-01 00:00:00"
  })
  void executeTime_thatIsNone_isNow(String given) throws IOException {
    Instant before = htq.clock.instant();
    assertThat(add("url", "http://h/", "execute_time", given).visibleAt())
        .isBetween(before.minusSeconds(5), htq.clock.instant());
  }

  @Test
  void executeTime_past_comesBeforeNow() throws IOException {
    add("url", "http://h/now");
    add("url", "http://h/past", "execute_time", "2001-1-1 0:0:0");
    add("url", "http://h/ancient", "execute_time", "1901-1-1 0:0:0");
    assertThat(next()).isEqualTo("http://h/ancient");
    assertThat(next()).isEqualTo("http://h/past");
    assertThat(next()).isEqualTo("http://h/now");
  }

  /** Bug 10: the original's order within a second is random. */
  @Test
  void tasksOfOneSecond_keepTheirOrder() throws IOException {
    for (int i = 0; i < 20; i++) {
      add("url", "http://h/" + i, "execute_time", i % 2 == 0 ? "2001-1-1 0:0:0" : "2001/1/1 0:0:0");
    }
    for (int i = 0; i < 20; i++) {
      assertThat(next()).isEqualTo("http://h/" + i);
    }
  }

  @Test
  void executeTime_beyondTheLimitOfDelays_isRefused() throws IOException {
    assertThat(htq.call("/api/addTask", "url", "http://h/", "execute_time", "9999-1-1 0:0:0"))
        .isEqualTo(HtqGoldenTest.ADD_FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "2,5,2000,5000",
    "0,0,1000,0",
    ",,1000,0",
    "0.2,x,1000,0",
    "1.5,-3,1500,0",
    "1e3,1e30,1000000,315360000000",
    "NaN,Infinity,1000,0"
  })
  void variableQueue_repeatsAtItsPace(String step, String max, long stepMillis, long maxMillis)
      throws IOException {
    htq.call(
        "/api/addQueue",
        "queue_name",
        "q",
        "type",
        "variable",
        "stepping_time",
        step == null ? "" : step,
        "max_time_interval",
        max == null ? "" : max);
    assertThat(add("url", "http://h/").task().repeat())
        .isEqualTo(
            new Repeat.Adaptive(Duration.ofMillis(stepMillis), Duration.ofMillis(maxMillis)));
  }

  @Test
  void queue_pushesOneAtATimeAndTriesAgainWhatDidNotArrive() throws IOException {
    add("url", "http://h/");
    QueueConfig config = htq.broker.findQueue(QueueName.of("q")).join().orElseThrow().config();
    assertThat(config.mode()).isEqualTo(QueueMode.PUSH);
    assertThat(config.push().maxConcurrency()).isEqualTo(1);
    assertThat(config.push().ordered()).isFalse();
    assertThat(config.push().target().success()).isEqualTo(StatusSet.ANY);
    assertThat(config.push().target().retryOn()).isEqualTo(RetryOn.UNREACHED);
    assertThat(config.push().target().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.push().target().redirects()).isEqualTo(20);
  }

  private String next() {
    var ask = new Reserve(QueueName.of("q"), 1, 1 << 20, Duration.ofSeconds(30), QueueMode.PUSH);
    var reserved = htq.engine.messages().reserve(ask).join();
    var message = reserved.deliveries().get(0);
    htq.broker
        .settle(
            QueueName.of("q"),
            List.of(new Settlement(message.receipt(), Settlement.Outcome.ACK, null, null, null, 0)))
        .join();
    return message.message().task().url();
  }

  private MessageView add(String... fields) throws IOException {
    String[] all = new String[fields.length + 2];
    all[0] = "queue_name";
    all[1] = "q";
    System.arraycopy(fields, 0, all, 2, fields.length);
    assertThat(htq.call("/api/addTask", all)).isEqualTo(HtqGoldenTest.ADDED);
    var tasks = htq.tasks("q");
    return tasks.get(tasks.size() - 1);
  }
}
