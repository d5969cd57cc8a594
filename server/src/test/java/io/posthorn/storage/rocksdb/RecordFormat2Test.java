package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Header;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Repeat;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Run;
import io.posthorn.message.SigningSecret;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Task;
import io.posthorn.message.TokenBucket;
import io.posthorn.message.Topic;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.codec.TaskCodec;
import io.posthorn.storage.codec.TopicCodec;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Records of the second format, kept in {@code format-2.properties}, are read by every later
 * server, and written by this one.
 */
class RecordFormat2Test {
  private static final QueueName NAME = QueueName.of("calls");
  private static final Properties STORED = stored();
  private static final long AT = 1_767_225_600_000L;
  private static final RetryPolicy RETRY =
      new RetryPolicy(
          3, Duration.ofHours(1), Duration.ofSeconds(2), Duration.ofMinutes(5), 1.5, false);

  private static final Task CRON =
      new Task(
          "https://example.org/hook?a=1",
          "PUT",
          List.of(new Header("X-One", "1"), new Header("X-Two", "zwei")),
          Duration.ofSeconds(7),
          StatusSet.of(List.of("200", "3xx")),
          RETRY,
          new Repeat.Cron("0 9 * * MON-FRI", ZoneId.of("Asia/Shanghai")),
          true,
          new Callback("https://example.org/done", null),
          Map.of("note", "ä"));

  private static final Task EVERY =
      Task.to("http://localhost/")
          .withRepeat(new Repeat.Every(Duration.ofMinutes(10), Instant.ofEpochMilli(AT)));

  private static final Task ADAPTIVE =
      new Task(
          null,
          null,
          List.of(),
          null,
          null,
          null,
          new Repeat.Adaptive(Duration.ofSeconds(10), Duration.ofMinutes(10)),
          false,
          new Callback(null, QueueName.of("results")),
          Map.of());

  private static final MessageRecord MESSAGE =
      new MessageRecord(
          AT,
          AT + 5,
          false,
          -1200,
          null,
          "text/plain",
          "order-1",
          null,
          StoredTask.of(EVERY),
          null,
          Body.ofUtf8("go"));

  private static final SideRecord LEASED =
      new SideRecord(
          Status.LEASED,
          true,
          Lane.LEASE,
          AT + 30_000,
          new Life(AT, null),
          new Tries(
              2,
              5,
              AT + 1,
              List.of(
                  new Attempt(
                      1,
                      Instant.ofEpochMilli(AT - 60_000),
                      Duration.ofSeconds(30),
                      "retry",
                      "HTTP 503",
                      new AttemptReport(
                          Duration.ofMillis(250), 503, "status", Body.ofUtf8("busy"))),
                  new Attempt(
                      2,
                      Instant.ofEpochMilli(AT - 9_000),
                      Duration.ofSeconds(1),
                      "retry",
                      null,
                      new AttemptReport(Duration.ofMillis(5), 0, "connect", "refused", null)))),
          null,
          new Course(new Run(4, Instant.ofEpochMilli(AT - 3)), AT + 90_000, AT - 7),
          new Traits(true, true, true, 2));

  private static final SideRecord WAITING =
      new SideRecord(
          Status.WAITING,
          false,
          Lane.WALL,
          AT,
          new Life(AT, AT + 5000),
          Tries.NONE,
          null,
          Course.NONE,
          new Traits(false, false, false, 12_345));

  private static final QueueInfo QUEUE =
      new QueueInfo(
          NAME,
          AT,
          7,
          new QueueConfig(
              QueueMode.PUSH,
              null,
              1000,
              Duration.ofSeconds(30),
              null,
              new Retention(1000L, Duration.ofDays(1), null),
              Retention.DEAD,
              Duration.ofMinutes(5),
              RETRY,
              false,
              new Push(
                  new HttpTarget(
                      "https://example.org/all",
                      "POST",
                      List.of(new Header("Authorization", "Bearer x")),
                      Duration.ofSeconds(2),
                      Duration.ofSeconds(20),
                      StatusSet.ANY,
                      HttpTarget.RetryOn.UNREACHED,
                      3,
                      List.of(
                          new SigningSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", null),
                          new SigningSecret(
                              "whsec_MTEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
                              Instant.ofEpochMilli(AT + 1)))),
                  true,
                  1,
                  new RateLimit(100, Duration.ofSeconds(1), 50),
                  5),
              Map.of("type", "timed")),
          false,
          Instant.ofEpochMilli(AT));

  private static final Topic TOPIC =
      new Topic(QueueName.of("all"), List.of(NAME, QueueName.of("b")));

  @Test
  void task_isReadAndWritten() {
    holds("task.cron", TaskCodec.encode(CRON));
    assertThat(TaskCodec.decode(bytes("task.cron"))).isEqualTo(CRON);
    holds("task.every", TaskCodec.encode(EVERY));
    assertThat(TaskCodec.decode(bytes("task.every"))).isEqualTo(EVERY);
    holds("task.adaptive", TaskCodec.encode(ADAPTIVE));
    assertThat(TaskCodec.decode(bytes("task.adaptive"))).isEqualTo(ADAPTIVE);
    holds("task.none", TaskCodec.encode(Task.NONE));
    assertThat(TaskCodec.decode(bytes("task.none"))).isEqualTo(Task.NONE);
  }

  @Test
  void task_tellsUndecodedWhetherItRepeatsAndRetries() {
    assertThat(StoredTask.of(bytes("task.cron")).repeats()).isTrue();
    assertThat(StoredTask.of(bytes("task.cron")).retries()).isTrue();
    assertThat(StoredTask.of(bytes("task.every")).retries()).isFalse();
    assertThat(StoredTask.of(bytes("task.none")).repeats()).isFalse();
  }

  @Test
  void message_isReadAndWritten() {
    holds("message", MESSAGE.encode());
    assertThat(MessageRecord.decode(bytes("message"))).isEqualTo(MESSAGE);
    assertThat(MESSAGE.firstRun()).isEqualTo(new Run(0, Instant.ofEpochMilli(AT - 1195)));
  }

  @Test
  void side_isReadAndWritten() {
    holds("side.leased", LEASED.encode());
    assertThat(SideRecord.decode(bytes("side.leased"))).isEqualTo(LEASED);
    holds("side.waiting", WAITING.encode());
    assertThat(SideRecord.decode(bytes("side.waiting"))).isEqualTo(WAITING);
  }

  @Test
  void queue_isReadAndWritten() {
    holds("queue", QueueCodec.encode(QUEUE));
    assertThat(QueueCodec.decode(NAME, bytes("queue"))).isEqualTo(QUEUE);
  }

  @Test
  void topic_isReadAndWritten() {
    holds("topic", TopicCodec.encode(TOPIC));
    assertThat(TopicCodec.decode(TOPIC.name(), bytes("topic"))).isEqualTo(TOPIC);
  }

  @Test
  void state_isReadAndWritten() {
    QueueState state = newState();
    state.lastSequence = 900;
    state.watermark(Lane.ELAPSED, AT + 2);
    state.watermark(Lane.LEASE, AT + 4);
    state.watermark(Lane.PAUSE, AT + 5);
    state.retainedFrom = 88;
    state.amended = 3;
    state.placed = true;
    state.bucket = new TokenBucket(12_000, AT + 6);
    holds("state", StateCodec.encode(state));

    QueueState read = newState();
    StateCodec.decode(bytes("state"), read);
    assertThat(read.lastSequence).isEqualTo(900);
    assertThat(read.watermark(Lane.ELAPSED)).isEqualTo(AT + 2);
    assertThat(read.watermark(Lane.LEASE)).isEqualTo(AT + 4);
    assertThat(read.watermark(Lane.PAUSE)).isEqualTo(AT + 5);
    assertThat(read.retainedFrom).isEqualTo(88);
    assertThat(read.amended).isEqualTo(3);
    assertThat(read.placed).isTrue();
    assertThat(read.bucket).isEqualTo(new TokenBucket(12_000, AT + 6));
  }

  private static QueueState newState() {
    return new QueueState(QUEUE, new WindowBudget(0, Bounds.DEFAULT), true);
  }

  private static void holds(String record, byte[] written) {
    assertThat(HexFormat.of().formatHex(written)).as(record).isEqualTo(STORED.getProperty(record));
  }

  private static byte[] bytes(String record) {
    return HexFormat.of().parseHex(STORED.getProperty(record));
  }

  private static Properties stored() {
    try (InputStream in = RecordFormat2Test.class.getResourceAsStream("format-2.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
