package io.posthorn.storage.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Redis says of itself (INFO), held against what its answers are taken for.
 *
 * @param sentences what is wrong, in words for an operator
 * @param replicated whether it has as many replicas as writes wait for
 */
record Promises(List<String> sentences, boolean replicated) {
  /** All is well, or nothing is known. */
  static final Promises KEPT = new Promises(List.of(), true);

  private static final int[] OLDEST = {6, 2};

  Promises {
    sentences = List.copyOf(sentences);
  }

  /**
   * Reads what the Redis at {@code address} says; what it leaves out is taken to be well.
   *
   * @param minReplicas how many replicas an answer waits for
   */
  static Promises of(String info, String address, int minReplicas) {
    Map<String, String> fields = fields(info);
    String at = "Redis at " + address + " ";
    var sentences = new ArrayList<String>();
    String version = fields.getOrDefault("redis_version", "");
    if (isTooOld(version)) {
      sentences.add(at + "is version " + version + " (expected: 6.2 or newer).");
    }
    if ("0".equals(fields.get("aof_enabled"))) {
      sentences.add(
          at + "forgets what it acknowledged when it stops: appendonly no (expected: yes).");
    }
    String policy = fields.getOrDefault("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      sentences.add(
          at
              + "may drop messages when its memory is full: maxmemory-policy "
              + policy
              + " (expected: noeviction).");
    }
    boolean replicated = replicas(fields) >= minReplicas;
    if (!replicated) {
      sentences.add(
          at
              + "has "
              + replicas(fields)
              + " replicas (expected: redis.minReplicas, "
              + minReplicas
              + ").");
    }
    return new Promises(sentences, replicated);
  }

  /** These and those of another node. */
  Promises and(Promises other) {
    var all = new ArrayList<>(sentences);
    all.addAll(other.sentences);
    return new Promises(all, replicated && other.replicated);
  }

  private static Map<String, String> fields(String info) {
    var fields = new HashMap<String, String>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }

  private static int replicas(Map<String, String> fields) {
    try {
      return Integer.parseInt(fields.getOrDefault("connected_slaves", "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isTooOld(String version) {
    String[] parts = version.split("\\.", -1);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return major < OLDEST[0] || major == OLDEST[0] && minor < OLDEST[1];
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
