package io.posthorn.source;

import static io.posthorn.source.RelayFixture.LIST;
import static io.posthorn.source.RelayFixture.config;
import static io.posthorn.source.RelayFixture.options;
import static io.posthorn.source.RelayFixture.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try")
class RedisListSourceTest {
  @TempDir Path work;

  private final RedisServer redis = RedisServer.start();
  private final FormReceiver receiver = new FormReceiver();
  private Path first;

  @BeforeEach
  void makeFolders() throws IOException {
    first = Files.createDirectories(work.resolve("first"));
  }

  @AfterEach
  void close() {
    receiver.close();
    redis.close();
  }

  @Test
  void item_isPostedToEveryUrl_andGoneFromRedis() {
    try (var other = new FormReceiver();
        var relay = RelayFixture.start(config(redis, receiver.url(), other.url()), first)) {
      push(redis, "{\"a\":\"b c\"}");

      soon().until(() -> receiver.bodies().size() + other.bodies().size() == 2);
      assertThat(receiver.bodies()).containsExactly("a=b+c");
      assertThat(other.bodies()).containsExactly("a=b+c");
      awaitNothingLeft();
    }
  }

  @Test
  void request_isThatOfTheOriginal_byteForByte() {
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      push(redis, "{\"name\":\"\u00e5\u00b0\u008f\",\"t\":\"a-b\"}");

      soon().until(() -> receiver.requests().size() == 1);
      assertThat(receiver.requests().get(0))
          .isEqualTo(
              "POST /in?a=b HTTP/1.0\r\n"
                  + "Host: 127.0.0.1:"
                  + receiver.port()
                  + "\r\nAccept: */*\r\n"
                  + "Content-Length: 22\r\n"
                  + "Content-Type: application/x-www-form-urlencoded\r\n"
                  + "Connection: close\r\n"
                  + "\r\n"
                  + "name=%E5%B0%8F&t=a%2Db");
    }
  }

  @Test
  void urlThatFailed_aloneIsCalledAgain() {
    Map<String, Integer> calls = new ConcurrentHashMap<>();
    receiver.answering(body -> calls.merge(body, 1, Integer::sum) <= 3 ? 500 : 200);
    try (var other = new FormReceiver();
        var relay = RelayFixture.start(config(redis, receiver.url(), other.url()), first)) {
      push(redis, "{\"n\":1}", "{\"n\":2}");

      soon().until(() -> receiver.bodies().size() == 8);
      soon().until(() -> relay.queues(config(redis, receiver.url()), first).room() == 100);
      assertThat(calls).isEqualTo(Map.of("n=1", 4, "n=2", 4));
      assertThat(other.bodies()).containsExactly("n=1", "n=2");
    }
  }

  @Test
  void anyStatusBut200_isAnOrdinaryFailure() {
    List<Integer> answers = List.of(204, 201, 301, 404, 410, 500, 200);
    receiver.answering(body -> answers.get(receiver.bodies().size()));
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      push(redis, "{\"n\":1}");

      soon().until(() -> receiver.bodies().size() == answers.size());
      soon().until(() -> relay.queues(config(redis, receiver.url()), first).room() == 100);
      assertThat(receiver.bodies()).containsOnly("n=1").hasSize(answers.size());
    }
  }

  @Test
  void itemThatCantBeAForm_goesToTheDeadList_andStopsNothing() {
    List<String> dead = List.of("no json % \u0000\u00ff ", "[1]", "12", "{\"a.b\":1}", "");
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      push(redis, "{\"n\":1}");
      dead.forEach(item -> push(redis, item));
      push(redis, "{\"n\":2}");

      soon().until(() -> receiver.bodies().equals(List.of("n=1", "n=2")));
      awaitNothingLeft();
      for (String item : dead) {
        assertThat(redis.call("RPOP", "{list:q}:dead")).isEqualTo("$" + item);
      }
    }
  }

  @Test
  void itemThatIsTooLarge_orWouldBeAsAForm_goesToTheDeadList_andIsNotReadForThat() {
    int largest = 1 << 20;
    String large = "{\"a\":\"" + "x".repeat(20 << 20) + "\"}";
    String grows = "{\"a\":\"" + "x".repeat(100_000) + "\"" + ",\"a\":1".repeat(20) + "}";
    push(redis, large, grows, "{\"n\":1}");
    Path logs = work.resolve("log");
    try (var log = RelayLog.open(logs, InstantSource.system(), ZoneOffset.UTC);
        var relay =
            RelayFixture.start(
                config(redis, receiver.url()),
                first,
                new SourceOptions("first", 1000, largest, null, log, RelayFixture.QUICK))) {
      soon().until(() -> receiver.bodies().equals(List.of("n=1")));
      awaitNothingLeft();
      soon().until(() -> LogFiles.text(logs, "error").contains("a form of 2100062 bytes"));
    }

    assertThat(LogFiles.text(logs, "error"))
        .contains("; 20971528 bytes (expected: at most 1048576)");
    String sent =
        redis.call("INFO", "STATS").replaceAll("(?s).*total_net_output_bytes:(\\d+).*", "$1");
    assertThat(Long.parseLong(sent)).isLessThan(large.length());
    assertThat(redis.call("LLEN", "{list:q}:dead")).isEqualTo(":2");
  }

  @Test
  void firstCalls_comeInTheOrderOfTheList_oneAtATime() {
    List<String> items = numbered(0, 300);
    push(redis, items.toArray(new String[0]));
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      soon().until(() -> receiver.bodies().size() == 300);
      assertThat(receiver.bodies()).isEqualTo(forms(0, 300));
    }
  }

  @Test
  void failedItem_doesNotHoldUpTheNext_unlessOrdered() {
    Function<String, Integer> firstThreeTimes =
        body ->
            body.equals("n=0") && receiver.bodies().stream().filter(body::equals).count() < 3
                ? 500
                : 200;
    receiver.answering(firstThreeTimes);
    push(redis, numbered(0, 4).toArray(new String[0]));
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      soon().until(() -> receiver.bodies().size() == 7);
      assertThat(receiver.bodies().stream().distinct()).containsExactlyElementsOf(forms(0, 4));
      assertThat(receiver.bodies().get(6)).isEqualTo("n=0");
    }

    try (var ordered = new FormReceiver()) {
      ordered.answering(body -> body.equals("n=0") && ordered.bodies().size() < 3 ? 500 : 200);
      push(redis, numbered(0, 3).toArray(new String[0]));
      RelayConfig config = config(redis, options(100, 1, true), ordered.url());
      try (var relay = RelayFixture.start(config, work.resolve("second"))) {
        soon().until(() -> ordered.bodies().size() == 6);
        assertThat(ordered.bodies()).containsExactly("n=0", "n=0", "n=0", "n=0", "n=1", "n=2");
      }
    }
  }

  @Test
  void itemMovedAndNotEnqueued_isDeliveredAfterACrash() {
    push(redis, "{\"n\":1}", "{\"n\":2}");
    redis.call("RPOPLPUSH", LIST, RelayFixture.key("processing", first));

    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      soon().until(() -> receiver.bodies().size() == 2);
      assertThat(receiver.bodies()).containsExactly("n=1", "n=2");
      awaitNothingLeft();
    }
  }

  @Test
  void itemEnqueuedAndNotDropped_isNotEnqueuedAgainAfterACrash() {
    RelayConfig config = config(redis, receiver.url());
    redis.call("SET", RelayFixture.key("dropped", first), "0");
    redis.call("ACL", "SETUSER", "default", "-ltrim");
    push(redis, "{\"n\":1}", "no json", "{\"n\":2}");
    try (var relay = RelayFixture.start(config, first)) {
      // Each try to drop them fails, after the dead one was copied, and each time all begins anew.
      soon().until(() -> receiver.bodies().size() >= 2);
      soon().until(() -> Long.parseLong(length("{list:q}:dead").substring(1)) >= 3);
    }
    assertThat(redis.call("LLEN", RelayFixture.key("processing", first))).isEqualTo(":3");
    redis.call("DEL", "{list:q}:dead");
    redis.call("ACL", "SETUSER", "default", "+ltrim");

    try (var relay = RelayFixture.start(config, first)) {
      push(redis, "{\"n\":3}");
      soon().until(() -> receiver.bodies().contains("n=3"));
      awaitNothingLeft();
      assertThat(receiver.bodies()).containsExactly("n=1", "n=2", "n=3");
      assertThat(redis.call("LRANGE", "{list:q}:dead", "0", "-1")).isEqualTo("[$no json]");
    }
  }

  @Test
  void redisThatForgetsTheCount_costsNoItem() {
    RelayConfig config = config(redis, receiver.url());
    try (var relay = RelayFixture.start(config, first)) {
      push(redis, "{\"n\":1}", "{\"n\":2}");
      soon().until(() -> receiver.bodies().size() == 2);
      awaitNothingLeft();
      redis.call("FLUSHALL");
      push(redis, "{\"n\":3}");
      soon().until(() -> receiver.bodies().size() == 3);
    }
    redis.call("FLUSHALL");
    redis.call("LPUSH", RelayFixture.key("processing", first), "{\"n\":4}");
    try (var relay = RelayFixture.start(config, first)) {
      soon().until(() -> receiver.bodies().size() == 4);
      awaitNothingLeft();
    }
    assertThat(receiver.bodies()).containsExactly("n=1", "n=2", "n=3", "n=4");
  }

  @Test
  void redisThatLostItsLastCommands_costsNoItem() {
    RelayConfig config = config(redis, receiver.url());
    try (var relay = RelayFixture.start(config, first)) {
      push(redis, "{\"n\":1}", "{\"n\":2}");
      soon().until(() -> receiver.bodies().size() == 2);
      awaitNothingLeft();
    }
    // As before the second item was moved.
    redis.call("SET", RelayFixture.key("dropped", first), "1");
    try (var relay = RelayFixture.start(config, first)) {
      push(redis, "{\"n\":3}");
      soon().until(() -> receiver.bodies().size() == 3);
      awaitNothingLeft();
    }
    assertThat(receiver.bodies()).containsExactly("n=1", "n=2", "n=3");
  }

  @Test
  void deadInstance_hasItsItemsReclaimedInOrder_andALivingOneHasNot() {
    push(redis, "{\"n\":3}");
    for (String instance : List.of("dead", "alive")) {
      redis.call("LPUSH", "{list:q}:processing:" + instance, "{\"n\":1}", "{\"n\":2}");
      redis.call("SET", "{list:q}:dropped:" + instance, "7");
      redis.call("ZADD", "{list:q}:instances", "1", instance);
    }
    redis.call("SET", "{list:q}:heartbeat:alive", "1");
    try (var relay =
        RelayFixture.start(config(redis, options(1, 1, false), receiver.url()), first)) {
      soon().until(() -> receiver.bodies().size() == 3);
      assertThat(receiver.bodies()).containsExactlyInAnyOrder("n=1", "n=2", "n=3");
      assertThat(receiver.bodies()).containsSubsequence("n=1", "n=2");
      assertThat(redis.call("LLEN", "{list:q}:processing:alive")).isEqualTo(":2");
      soon().until(() -> redis.call("ZSCORE", "{list:q}:instances", "dead").equals("$nil"));
      assertThat(redis.call("EXISTS", "{list:q}:dropped:dead")).isEqualTo(":0");
      assertThat(redis.call("GET", "{list:q}:dropped:alive")).isEqualTo("$7");
    }
  }

  @Test
  void twoInstances_shareOneList() {
    RelayConfig config = config(redis, options(20, 1, false), receiver.url());
    push(redis, numbered(0, 400).toArray(new String[0]));
    try (var one = RelayFixture.start(config, first);
        var two = RelayFixture.start(config, work.resolve("second"))) {
      soon().until(() -> receiver.bodies().size() == 400);
      awaitNothingLeft();
      assertThat(receiver.bodies()).containsExactlyInAnyOrderElementsOf(forms(0, 400));
      assertThat(redis.call("ZCARD", "{list:q}:instances")).isEqualTo(":2");
    }
  }

  @Test
  void prefetch_leavesTheBacklogInTheList() {
    receiver.holding();
    push(redis, numbered(0, 50).toArray(new String[0]));
    try (var other = new FormReceiver();
        var relay =
            RelayFixture.start(
                config(redis, options(10, 1, false), receiver.url(), other.url()), first)) {
      soon().until(() -> other.bodies().size() == 10 && receiver.bodies().size() == 1);
      soon().during(Duration.ofMillis(300)).until(() -> length(LIST).equals(":40"));
      receiver.release();
      soon().until(() -> receiver.bodies().size() == 50);
      awaitNothingLeft();
    }
  }

  @Test
  void redisStoppedAndStartedAgain_losesNothing() {
    try (RedisServer durable = RedisServer.start("appendonly yes", "appendfsync always");
        var relay = RelayFixture.start(config(durable, receiver.url()), first)) {
      push(durable, "{\"n\":1}");
      soon().until(() -> receiver.bodies().size() == 1);
      durable.stop();
      durable.restart();
      push(durable, "{\"n\":2}");
      soon().until(() -> receiver.bodies().size() == 2);
      durable.kill();
      durable.restart();
      push(durable, "{\"n\":3}");
      soon().until(() -> receiver.bodies().size() == 3);
      assertThat(receiver.bodies()).containsExactly("n=1", "n=2", "n=3");
    }
  }

  @Test
  void redisThatComesLate_isWaitedFor() {
    redis.stop();
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      redis.restart();
      push(redis, "{\"n\":1}");
      soon().until(() -> receiver.bodies().size() == 1);
    }
  }

  @Test
  void redisWithoutBlmove_isAskedAsBefore62() {
    try (RedisServer old = RedisServer.start("rename-command BLMOVE \"\"");
        var relay = RelayFixture.start(config(old, receiver.url()), first)) {
      soon().until(() -> old.call("INFO", "COMMANDSTATS").contains("cmdstat_brpoplpush"));
      push(old, "{\"n\":1}");
      soon().until(() -> receiver.bodies().size() == 1);
    }
  }

  @Test
  void listOfAnotherType_isToldAndWaitedFor() {
    redis.call("SET", LIST, "text");
    Path logs = work.resolve("log");
    try (var log = RelayLog.open(logs, InstantSource.system(), ZoneOffset.UTC);
        var relay =
            RelayFixture.start(
                config(redis, receiver.url()), first, RelayFixture.options(first, null, log))) {
      soon()
          .until(() -> LogFiles.text(logs, "error").contains("| ERROR | start | redis cmd failed"));
      long tries = tries();
      soon().until(() -> tries() >= tries + 5);
      redis.call("DEL", LIST);
      push(redis, "{\"n\":1}");
      soon().until(() -> receiver.bodies().size() == 1);
    }
    assertThat(LogFiles.text(logs, "error").lines()).hasSize(1);
  }

  @Test
  void password_isSentWhereThereIsOne() {
    try (RedisServer secured = RedisServer.start("requirepass sesame")) {
      RelayConfig open = config(secured, receiver.url());
      var config =
          new RelayConfig(
              open.host(),
              open.port(),
              "sesame",
              open.list(),
              open.timeout(),
              open.urls(),
              open.options());
      try (var relay = RelayFixture.start(config, first);
          var resp = secured.connect()) {
        assertThat(resp.call("AUTH", "sesame")).isEqualTo("+OK");
        resp.call("LPUSH", LIST, "{\"n\":1}");
        soon().until(() -> receiver.bodies().size() == 1);
      }
    }
  }

  @Test
  void cacheFilesOfTheOriginal_areTakenOverOnce() throws IOException {
    Path cache = Files.createDirectories(work.resolve("default.conf.DATA/cache"));
    Files.writeString(cache.resolve("4711"), "{\"n\":\"a b%\"}");
    Files.writeString(cache.resolve("4712"), "");
    var options = RelayFixture.options(first, cache, null);
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first, options)) {
      soon().until(() -> receiver.bodies().size() == 1);
      awaitNothingLeft();
    }
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first, options)) {
      push(redis, "{\"n\":2}");
      soon().until(() -> receiver.bodies().contains("n=2"));
    }
    assertThat(receiver.bodies()).containsExactly("n=a+b%25", "n=2");
    try (var left = Files.list(cache)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void restartAfterSuccess_deliversNothingAgain() {
    push(redis, "{\"n\":1}");
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      soon().until(() -> receiver.bodies().size() == 1);
    }
    try (var relay = RelayFixture.start(config(redis, receiver.url()), first)) {
      push(redis, "{\"n\":2}");
      soon().until(() -> receiver.bodies().contains("n=2"));
      assertThat(receiver.bodies()).containsExactly("n=1", "n=2");
    }
  }

  @Test
  void withoutUrls_itemsAreTakenAndDropped() {
    try (var relay = RelayFixture.start(config(redis), first)) {
      push(redis, "{\"n\":1}");
      awaitNothingLeft();
    }
  }

  /** How often the relay tried to take from the list. */
  private long tries() {
    String stats = redis.call("INFO", "COMMANDSTATS");
    return Long.parseLong(stats.replaceAll("(?s).*cmdstat_rpoplpush:calls=(\\d+).*", "$1"));
  }

  private void awaitNothingLeft() {
    soon()
        .until(
            () ->
                length(LIST).equals(":0")
                    && length(RelayFixture.key("processing", first)).equals(":0")
                    && length("{list:q}:processing:second").equals(":0"));
  }

  private String length(String key) {
    return redis.call("LLEN", key);
  }

  private static List<String> numbered(int from, int to) {
    return new ArrayList<>(IntStream.range(from, to).mapToObj(n -> "{\"n\":" + n + "}").toList());
  }

  private static List<String> forms(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "n=" + n).toList();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
  }
}
