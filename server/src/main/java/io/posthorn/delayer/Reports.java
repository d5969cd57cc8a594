package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.posthorn.config.ConfigException;
import io.posthorn.redis.Bytes;
import io.posthorn.redis.RedisErrors;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what a mover does and meets: each trouble once, until it is over. For one thread. */
final class Reports {
  private static final int MOST_TOPICS = 1000;

  private final DelayerLog log;
  private final String address;
  private final DelayerKeys keys;
  private @Nullable String trouble;
  private Set<Bytes> refused = new HashSet<>();
  private Set<Bytes> refusedNow = new HashSet<>();

  Reports(DelayerLog log, DelayerOptions options) {
    this.log = log;
    this.address = RedisErrors.address(options.redis());
    this.keys = options.keys();
  }

  /** A turn went well. */
  void works() {
    if (trouble != null) {
      log.info(("Redis at " + address + " answers again").getBytes(UTF_8));
      trouble = null;
    }
  }

  /** The connection, or what was asked of Redis, failed. */
  void failed(Throwable error) {
    String sentence =
        error instanceof ConfigException
            ? String.valueOf(error.getMessage())
            : RedisErrors.sentence(error, address, keys.pool());
    if (!sentence.equals(trouble)) {
      failure("getExpireJobs", sentence, List.of());
      trouble = sentence;
    }
  }

  /** A slice was moved. */
  void slice(Slice slice) {
    for (Slice.Group group : slice.groups()) {
      switch (group.fate()) {
        case READY -> ready(group.topic(), group.ids());
        case GONE ->
            failure(
                "getJobTopic",
                "The job bucket has expired or has no topic, the job is dropped",
                group.ids());
        case FAILED -> refused(group);
      }
    }
  }

  /** Everything that was due has been looked at. */
  void turnEnds() {
    refused = refusedNow;
    refusedNow = new HashSet<>();
  }

  private void refused(Slice.Group group) {
    if (refusedNow.size() < MOST_TOPICS
        && refusedNow.add(group.topic())
        && !refused.contains(group.topic())) {
      String key = keys.ready() + new String(group.topic().array(), UTF_8);
      String sentence =
          RedisErrors.sentence(new RedisCommandExecutionException(group.error()), address, key);
      failure("addReadyQueue", sentence, group.ids());
    }
  }

  private void ready(Bytes topic, List<Bytes> ids) {
    var line = new ByteArrayOutputStream();
    line.writeBytes("Job is ready, Topic: ".getBytes(UTF_8));
    topic.show(line);
    line.writeBytes(", IDs: ".getBytes(UTF_8));
    Bytes.show(ids, line);
    log.moved(line.toByteArray());
  }

  /** In the original's words, of which {@code function} names the step. */
  private void failure(String function, String text, List<Bytes> ids) {
    var line = new ByteArrayOutputStream();
    line.writeBytes(("FAILURE: func " + function + ", " + text + ", ").getBytes(UTF_8));
    Bytes.show(ids, line);
    line.write('.');
    log.error(line.toByteArray());
  }
}
