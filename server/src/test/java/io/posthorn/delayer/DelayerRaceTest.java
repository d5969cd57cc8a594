package io.posthorn.delayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Several movers at once. {@code -Dposthorn.delayer.jobs=100000} moves more jobs than a build needs
 * to.
 */
@SuppressWarnings("try") // a mover works by being there
class DelayerRaceTest {
  private static final int JOBS = Integer.getInteger("posthorn.delayer.jobs", 20_000);
  private static final DelayerKeys KEYS = DelayerKeys.of("delayer:", false);

  @Test
  void twoMovers_makeEachJobReadyOnce() {
    RecordedLog first = new RecordedLog();
    RecordedLog second = new RecordedLog();
    try (RedisServer server = RedisServer.start();
        OriginalClient client = OriginalClient.connect(server)) {
      client.fill(JOBS, 10);
      var options = new DelayerOptions(server.uri(), KEYS, Duration.ofMillis(10));
      try (Delayer a = Delayer.start(options, InstantSource.system(), first);
          Delayer b = Delayer.start(options, InstantSource.system(), second)) {
        await().atMost(Duration.ofMinutes(2)).until(() -> client.pooled() == 0);
      }
      List<Integer> ready = new ArrayList<>();
      for (int topic = 0; topic < 10; topic++) {
        client.ids("t" + topic).forEach(id -> ready.add(Integer.valueOf(id)));
      }
      assertThat(ready)
          .hasSize(JOBS)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, JOBS).boxed().toList());
      assertThat(first.ready() + second.ready()).isEqualTo(JOBS);
      assertThat(first.ready()).as("both had their part").isBetween(1, JOBS - 1);
    }
  }

  /** Two instances of the original read the same due jobs, then both push them. */
  @Test
  void race_ofTheOriginal_isAbsent() {
    try (RedisServer server = RedisServer.start();
        OriginalClient client = OriginalClient.connect(server);
        Resp a = server.connect();
        Resp b = server.connect()) {
      client.push("1", "t", "b", 1);
      assertThat(originalsScan(a)).isEqualTo("[$1]");
      assertThat(originalsScan(b)).isEqualTo("[$1]");
      originalsMove(a);
      originalsMove(b);
      assertThat(client.ids("t")).as("with the original").containsExactly("1", "1");

      server.call("FLUSHALL");
      List<String> expected = new ArrayList<>();
      var options = new DelayerOptions(server.uri(), KEYS, Duration.ofSeconds(1));
      try (RedisClient redis = RedisClient.create();
          JobPool first = JobPool.connect(redis, options).join();
          JobPool second = JobPool.connect(redis, options).join()) {
        for (int round = 1; round <= 200; round++) {
          client.push("" + round, "t", "b", round);
          expected.add("" + round);
          var one = first.move(1_000, 0);
          var other = second.move(1_000, 0);
          assertThat(one.join().due() + other.join().due()).isEqualTo(1);
        }
      }
      assertThat(client.ids("t")).as("with ours").isEqualTo(expected);
    }
  }

  private static String originalsScan(Resp resp) {
    return resp.call("ZRANGEBYSCORE", "delayer:job_pool", "0", "1000");
  }

  private static void originalsMove(Resp resp) {
    resp.call("MULTI");
    resp.call("ZREM", "delayer:job_pool", "1");
    resp.call("LPUSH", "delayer:ready_queue:t", "1");
    resp.call("EXEC");
  }
}
