package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.redis.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelayerCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TIME = "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ";

  @TempDir Path folder;

  @Test
  void delayer_readsTheOriginalsFileAndMovesJobs() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      push(redis, "1");
      configure("delayer.conf", redis.port());
      try (PosthornProcess delayer = delayer()) {
        awaitReady(redis, 1);
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("logs/access.log")));
        await().atMost(PATIENCE).until(() -> delayer.out().contains("Service started"));
        assertThat(folder.resolve("d.pid")).hasContent(Long.toString(delayer.pid()));

        try (PosthornProcess second = delayer()) {
          assertThat(second.awaitExit()).isEqualTo(1);
          assertThat(second.out()).isEmpty();
          assertThat(second.err())
              .matches(
                  "\\[error] "
                      + TIME
                      + "ERROR: Service is being executed, PID: "
                      + delayer.pid()
                      + "\n");
        }

        assertThat(delayer.terminate()).isZero();
        assertThat(delayer.out())
            .contains("Service:\t\tdelayer\nVersion:\t\t1.0.4\n[info] ")
            .endsWith("Service stopped successfully, PID: " + delayer.pid() + "\n");
        assertThat(delayer.err()).isEmpty();
        assertThat(folder.resolve("d.pid")).doesNotExist();
      }
      assertThat(Files.readString(folder.resolve("logs/access.log")))
          .containsPattern("\\[info] " + TIME + "Job is ready, Topic: t, IDs: \\[1]\n");
      assertThat(folder.resolve("logs/error.log")).isEmptyFile();
    }
  }

  @Test
  void daemon_keepsItsConfiguration() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      push(redis, "1");
      configure("other.conf", redis.port());
      try (PosthornProcess parent = delayer("-c", "other.conf", "-d")) {
        assertThat(parent.awaitExit()).as(parent.err()).isZero();
      }
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("d.pid")))).orElseThrow();
      try {
        awaitReady(redis, 1);
        assertThat(child.destroy()).isTrue();
        await().atMost(PATIENCE).until(() -> !child.isAlive());
        assertThat(Files.readString(folder.resolve("logs/access.log")))
            .contains("Service stopped successfully, PID: " + child.pid());
      } finally {
        child.destroyForcibly();
      }
    }
  }

  @Test
  void daemon_thatDoesNotStart_saysWhy() throws Exception {
    try (RedisServer redis = RedisServer.start("cluster-enabled yes")) {
      configure("delayer.conf", redis.port());
      try (PosthornProcess parent = delayer("-d")) {
        assertThat(parent.awaitExit()).isEqualTo(2);
        assertThat(parent.err()).contains("is a node of a Cluster").hasLineCount(1);
        assertThat(folder.resolve("d.pid")).doesNotExist();
      }
    }
  }

  @Test
  void flags_doWithoutRedis() throws Exception {
    try (PosthornProcess version = delayer("-version");
        PosthornProcess missing = delayer("-c=none.conf");
        PosthornProcess unknown = delayer("-x")) {
      assertThat(version.awaitExit()).isZero();
      assertThat(version.out()).isEqualTo("1.0.4\n\n");
      assertThat(missing.awaitExit()).isEqualTo(1);
      assertThat(missing.err()).matches(TIME + "Configuration file read error: none.conf\n");
      assertThat(unknown.awaitExit()).isEqualTo(2);
    }
  }

  @Test
  void serve_movesJobsWhenItHasARedis() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      push(redis, "1");
      String uri = "delayer.redis=redis://127.0.0.1:" + redis.port();
      try (PosthornProcess posthorn =
          PosthornProcess.serve(folder, "serve", "--port", "0", "--set", uri)) {
        awaitReady(redis, 1);
        assertThat(posthorn.terminate()).isZero();
      }
    }
  }

  private PosthornProcess delayer(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(PosthornProcess.LAUNCHER.toString(), "delayer"));
    command.addAll(List.of(args));
    return PosthornProcess.start(folder, Map.of(), command);
  }

  private void configure(String name, int port) throws Exception {
    Files.writeString(
        folder.resolve(name),
        """
        [delayer]
        pid = %s
        timer_interval = 50
        access_log = logs/access.log
        error_log = logs/error.log
        [redis]
        host = 127.0.0.1
        port = %d
        """
            .formatted(folder.resolve("d.pid"), port));
  }

  private static void push(RedisServer redis, String id) {
    redis.call("HMSET", "delayer:job_bucket:" + id, "topic", "t", "body", "b");
    redis.call("ZADD", "delayer:job_pool", "1", id);
  }

  private static void awaitReady(RedisServer redis, int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> redis.call("LLEN", "delayer:ready_queue:t").equals(":" + count));
  }
}
