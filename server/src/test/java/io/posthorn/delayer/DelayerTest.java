package io.posthorn.delayer;

import static io.posthorn.delayer.OriginalClient.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The original's clients get what its documents promise, with our mover in its place. */
@SuppressWarnings("try") // a mover works by being there
class DelayerTest {
  private static RedisServer server;

  private final RecordedLog log = new RecordedLog();
  private final List<AutoCloseable> open = new ArrayList<>();
  private OriginalClient client;

  @BeforeAll
  static void startRedis() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @BeforeEach
  void connect() {
    server.call("FLUSHALL");
    client = OriginalClient.connect(server);
    open.add(client);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  @Test
  void push_isPoppedWhenItIsDueAndNotBefore() {
    start(Duration.ofMillis(100));
    long due = now() + 2;
    assertThat(client.push("order-1", "close_order", "{\"id\":1}", due)).isEqualTo("[+OK, :1, :1]");
    assertThat(client.call("TTL", client.bucket("order-1"))).matches(":60[0-9]{4}");
    List<String> popped = new ArrayList<>();
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              popped.clear();
              popped.addAll(client.pop("close_order"));
              return popped.size() > 1;
            });
    assertThat(now()).isGreaterThanOrEqualTo(due);
    assertThat(popped)
        .containsExactly("$order-1", "[$topic, $close_order, $body, ${\"id\":1}]", ":1");
    assertThat(client.pop("close_order")).containsExactly("$nil");
    assertThat(client.pooled()).isZero();
    assertThat(log.infos).containsExactly("Job is ready, Topic: close_order, IDs: [order-1]");
    assertThat(log.errors).isEmpty();
  }

  @Test
  void blockingPop_isWokenByTheMover() {
    assertThat(client.blockingPop("t", 1)).containsExactly("*nil");
    client.push("1", "t", "b", now() + 1);
    start(Duration.ofMillis(100));
    assertThat(client.blockingPop("t", 30))
        .containsExactly("[$delayer:ready_queue:t, $1]", "[$topic, $t, $body, $b]", ":1");
  }

  @Test
  void remove_worksUntilAJobIsReady() {
    long later = now() + 3600;
    client.push("1", "t", "b", later);
    start(Duration.ofMillis(20));
    assertThat(client.remove("1")).isEqualTo("[:1, :1]");
    assertThat(client.remove("1")).isEqualTo("[:0, :0]");

    client.push("2", "t", "b", 1);
    await().until(() -> client.count("t") == 1);
    assertThat(client.remove("2")).isEqualTo("[:0, :1]");
    assertThat(client.pop("t")).containsExactly("$2", "[]", ":0");
    assertThat(client.pop("t")).containsExactly("$nil");
  }

  @Test
  void push_ofAnIdInThePool_replacesItAndAnswersZero() {
    client.push("1", "old", "a", now() + 3600);
    assertThat(client.push("1", "new", "b", 1)).isEqualTo("[+OK, :1, :0]");
    start(Duration.ofMillis(20));
    await().until(() -> client.count("new") == 1);
    assertThat(client.pop("new")).containsExactly("$1", "[$topic, $new, $body, $b]", ":1");
    assertThat(client.count("old")).isZero();
  }

  @Test
  void push_ofAnIdThatIsReady_makesItReadyAgain() {
    start(Duration.ofMillis(20));
    client.push("1", "t", "a", 1);
    await().until(() -> client.count("t") == 1);
    assertThat(client.push("1", "t", "b", 1)).isEqualTo("[+OK, :1, :1]");
    await().until(() -> client.count("t") == 2);
    assertThat(client.pop("t").get(1)).contains("$b");
    assertThat(client.pop("t")).containsExactly("$1", "[]", ":0");
  }

  @Test
  void jobs_withoutBucketOrTopic_areDroppedAndBlockNothing() {
    client.push("1", "t", "b", 1);
    client.call("ZADD", client.pool(), "0", "expired");
    client.call("HSET", client.bucket("topicless"), "body", "b");
    client.call("ZADD", client.pool(), "0", "topicless");
    client.call("HMSET", client.bucket("empty"), "topic", "", "body", "b");
    client.call("ZADD", client.pool(), "0", "empty");
    client.call("SET", client.bucket("string"), "s");
    client.call("ZADD", client.pool(), "0", "string");
    start(Duration.ofMillis(20));
    await().until(() -> client.pooled() == 0);
    assertThat(client.ids("t")).containsExactly("1");
    assertThat(log.errors)
        .containsExactly(
            "FAILURE: func getJobTopic, The job bucket has expired or has no topic, the job is"
                + " dropped, [empty,expired,string,topicless].");
  }

  @Test
  void bucket_thatExpiresInThePool_isDropped() {
    client.push("1", "t", "b", now() + 1);
    client.call("PEXPIRE", client.bucket("1"), "1");
    start(Duration.ofMillis(20));
    await().until(() -> client.pooled() == 0);
    assertThat(client.count("t")).isZero();
    assertThat(log.errors).hasSize(1);
  }

  @Test
  void jobs_areReadyByDueTimeThenById() {
    client.push("b", "t", "-", 30);
    client.push("a", "t", "-", 30);
    client.push("c", "t", "-", 20);
    client.push("z", "t", "-", 10);
    client.push("other", "u", "-", 5);
    start(Duration.ofMillis(20));
    await().until(() -> client.pooled() == 0);
    assertThat(client.ids("t")).containsExactly("z", "c", "a", "b");
    assertThat(client.ids("u")).containsExactly("other");
  }

  @Test
  void jobs_dueInOneSecond_areReadyInOrderAfterOneInterval() {
    client.fill(10_000, 1);
    start(Duration.ofHours(1));
    await().until(() -> client.count("t0") == 10_000);
    assertThat(client.ids("t0"))
        .isEqualTo(IntStream.rangeClosed(1, 10_000).mapToObj(Integer::toString).toList());
    // In slices, with room for others in between; the last one finds nothing.
    await().until(() -> scans() == 10_000 / JobPool.SLICE + 1);
    assertThat(log.ready()).isEqualTo(10_000);
  }

  @Test
  void ids_andTopics_areAnyBytes() {
    String id = "a\u00ff\r\n\u0000 b";
    client.push(id, "t\u00fc,\n", "\u0000\u00fe", 1);
    start(Duration.ofMillis(20));
    await().until(() -> client.count("t\u00fc,\n") == 1);
    assertThat(client.pop("t\u00fc,\n"))
        .containsExactly("$" + id, "[$topic, $t\u00fc,\n, $body, $\u0000\u00fe]", ":1");
    assertThat(log.infos)
        .containsExactly("Job is ready, Topic: t\u00fc,\\x0a, IDs: [a\u00ff\\x0d\\x0a\\x00 b]");
  }

  @Test
  void wait_endsWhenTheEarliestJobIsDue() {
    long due = now() + 2;
    client.push("1", "t", "b", due);
    client.push("2", "t", "b", due + 3600);
    start(Duration.ofHours(1));
    await().until(() -> client.count("t") == 1);
    assertThat(now()).isBetween(due, due + 30);
    assertThat(client.pooled()).isEqualTo(1);
  }

  @Test
  void job_thatIsDueBeforeTheKnownOnes_isFoundWithinAnInterval() {
    client.push("later", "t", "b", now() + 3600);
    start(Duration.ofMillis(50));
    await().until(() -> scans() > 1);
    client.push("now", "t", "b", now());
    await().until(() -> client.count("t") == 1);
    assertThat(client.ids("t")).containsExactly("now");
  }

  @Test
  void queue_ofAnotherType_keepsItsJobsInThePoolAndNobodyElses() {
    client.call("SET", client.ready("t0"), "something else");
    client.fill(2_000, 2);
    start(Duration.ofMillis(20));
    await().until(() -> client.count("t1") == 1_000);
    long before = scans();
    await().until(() -> scans() > before + 10);
    assertThat(client.pooled()).isEqualTo(1_000);
    assertThat(log.errors).hasSize(1);
    assertThat(log.errors.get(0))
        .startsWith("FAILURE: func addReadyQueue, Redis at 127.0.0.1:" + server.port())
        .contains("holds a value of another type in key 'delayer:ready_queue:t0', [2,4,6,8,");

    client.call("DEL", client.ready("t0"));
    await().until(() -> client.count("t0") == 1_000);
    // In any order: a look that was under way had left the first ones behind.
    assertThat(client.ids("t0")).doesNotHaveDuplicates().contains("2", "1000", "2000");
    assertThat(client.pooled()).isZero();
  }

  @Test
  void keys_mayHaveAnotherPrefixAndTheOldSpelling() {
    OriginalClient old = OriginalClient.connect(server, "shop:delayer:", "jop");
    open.add(old);
    old.push("1", "t", "b", 1);
    var keys = DelayerKeys.of("shop:delayer:", true);
    start(new DelayerOptions(server.uri(), keys, Duration.ofMillis(20)));
    assertThat(old.blockingPop("t", 30)).hasSize(3).contains("[$topic, $t, $body, $b]");
    assertThat(old.call("KEYS", "*")).isEqualTo("[]");
  }

  @Test
  void password_andDatabase_areUsed() {
    try (RedisServer other = RedisServer.start("requirepass se#same");
        OriginalClient there = OriginalClient.connect(other, "se#same", 3)) {
      String file =
          "[delayer]\ntimer_interval=20\n[redis]\nport=%d\ndatabase=3\npassword='se#same'\n";
      DelayerFile read = DelayerFile.parse("delayer.conf", file.formatted(other.port()));
      there.push("1", "t", "b", 1);
      try (Delayer delayer = Delayer.start(read.options(), InstantSource.system(), log)) {
        assertThat(there.blockingPop("t", 30)).hasSize(3);
      }
    }
  }

  @Test
  void close_finishesWhatIsUnderWay() {
    client.fill(20_000, 3);
    Delayer delayer = start(Duration.ofHours(1));
    await().pollInterval(Duration.ofMillis(1)).until(() -> !log.infos.isEmpty());
    delayer.close();
    int moved = client.count("t0") + client.count("t1") + client.count("t2");
    assertThat(log.ready()).isEqualTo(moved);
    assertThat(client.pooled()).isEqualTo(20_000 - moved);
    try (Resp resp = server.connect()) {
      assertThat(resp.call("CLIENT", "LIST").lines().count()).isEqualTo(2);
    }
  }

  private long scans() {
    String stats = server.call("INFO", "COMMANDSTATS");
    int at = stats.indexOf("cmdstat_evalsha:calls=");
    return at < 0 ? 0 : Long.parseLong(stats.substring(at + 22, stats.indexOf(',', at)));
  }

  private Delayer start(Duration interval) {
    server.call("CONFIG", "RESETSTAT");
    return start(new DelayerOptions(server.uri(), DelayerKeys.of("delayer:", false), interval));
  }

  private Delayer start(DelayerOptions options) {
    Delayer delayer = Delayer.start(options, InstantSource.system(), log);
    open.add(0, delayer);
    return delayer;
  }
}
