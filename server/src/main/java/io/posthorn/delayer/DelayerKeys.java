package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Delayer's keys in Redis.
 *
 * @param pool a sorted set of the ids of jobs that wait, by the unix second in which they are due
 * @param bucket what precedes an id in the key of the hash with its job's topic and body
 * @param ready what precedes a topic in the key of the list of ids that are due, the next at its
 *     end
 */
record DelayerKeys(String pool, String bucket, String ready) {
  /**
   * The keys with {@code prefix} in front ({@code delayer:} as shipped).
   *
   * @param old whether {@code job} is spelt {@code jop}, as up to Delayer 1.0.2
   */
  static DelayerKeys of(String prefix, boolean old) {
    String job = prefix + (old ? "jop" : "job");
    return new DelayerKeys(job + "_pool", job + "_bucket:", prefix + "ready_queue:");
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
