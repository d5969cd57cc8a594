package io.posthorn.cli.importing;

import io.posthorn.redis.RedisReader;
import io.posthorn.redis.RedisReader.Scored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that Delayer's clients have put into a Redis: those that are ready, in the order in
 * which they would be popped, then those that wait, in the order in which they are due. Only looks.
 */
final class DelayerJobs {
  /** Few enough that their bodies fit into memory. */
  private static final int PAGE = 100;

  private final RedisReader redis;
  private final String pool;
  private final String bucket;
  private final String ready;

  /**
   * In keys with {@code prefix}.
   *
   * @param old whether {@code job} is spelt {@code jop}, as up to Delayer 1.0.2
   */
  DelayerJobs(RedisReader redis, String prefix, boolean old) {
    String job = prefix + (old ? "jop" : "job");
    this.redis = redis;
    pool = job + "_pool";
    bucket = job + "_bucket:";
    ready = prefix + "ready_queue:";
  }

  /** How many there are. */
  long count() {
    long count = redis.cardinality(pool);
    for (String key : redis.keys(ready)) {
      count += redis.length(key);
    }
    return count;
  }

  /** Gives {@code each} page of them, one after the other. */
  void forEach(Consumer<List<DelayerJob>> each) {
    for (String key : redis.keys(ready)) {
      ready(key, each);
    }
    List<Scored> page;
    long from = 0;
    do {
      page = redis.ranked(pool, from, PAGE);
      if (!page.isEmpty()) {
        each.accept(waiting(page));
      }
      from += page.size();
    } while (page.size() == PAGE);
  }

  private void ready(String key, Consumer<List<DelayerJob>> each) {
    String topic = key.substring(ready.length());
    long length = redis.length(key);
    for (long to = length; to > 0; to -= PAGE) {
      // The next to be popped is the last.
      List<String> ids = new ArrayList<>(redis.items(key, Math.max(0, to - PAGE), to - 1));
      Collections.reverse(ids);
      each.accept(jobs(ids, topic, null));
    }
  }

  private List<DelayerJob> waiting(List<Scored> page) {
    return jobs(
        page.stream().map(Scored::member).toList(),
        null,
        page.stream().map(Scored::score).toList());
  }

  private List<DelayerJob> jobs(
      List<String> ids, @Nullable String topic, @Nullable List<Double> due) {
    List<String> keys = ids.stream().map(id -> bucket + id).toList();
    List<Map<String, String>> contents = redis.hashes(keys);
    List<Long> lives = redis.lives(keys);
    List<DelayerJob> jobs = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      Map<String, String> content = contents.get(i);
      jobs.add(
          new DelayerJob(
              ids.get(i),
              topic == null ? content.get("topic") : topic,
              content.get("body"),
              due == null ? null : due.get(i),
              lives.get(i)));
    }
    return jobs;
  }
}
