package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.redis.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What one call of the script did.
 *
 * @param due how many jobs it looked at
 * @param next score of the earliest job that is not due yet; infinite = there is none, or the slice
 *     was full and did not look
 * @param groups what became of them
 */
record Slice(int due, double next, List<Group> groups) {
  /** What can become of a job. */
  enum Fate {
    /** It is in the ready queue of its topic. */
    READY,
    /** It had no bucket or no topic, and is out of the pool. */
    GONE,
    /** Its ready queue was refused; it is still in the pool. */
    FAILED
  }

  /**
   * Jobs of one fate.
   *
   * @param topic their topic; empty when they have none
   * @param error Redis's reply, when it refused them; else empty
   */
  record Group(Fate fate, Bytes topic, String error, List<Bytes> ids) {}

  /** Reads the script's reply. */
  static Slice of(List<?> reply) {
    String next = text(reply.get(1));
    List<Group> groups = new ArrayList<>();
    for (Object group : reply.subList(2, reply.size())) {
      groups.add(group((List<?>) group));
    }
    return new Slice(
        Math.toIntExact((Long) reply.get(0)),
        next.isEmpty() ? Double.POSITIVE_INFINITY : score(next),
        List.copyOf(groups));
  }

  /** How many jobs are still in the pool although they are due. */
  int leftBehind() {
    return groups.stream()
        .filter(group -> group.fate() == Fate.FAILED)
        .mapToInt(group -> group.ids().size())
        .sum();
  }

  private static Group group(List<?> words) {
    Fate fate =
        switch (text(words.get(0))) {
          case "ready" -> Fate.READY;
          case "gone" -> Fate.GONE;
          default -> Fate.FAILED;
        };
    List<Bytes> ids =
        words.subList(3, words.size()).stream().map(id -> Bytes.of((byte[]) id)).toList();
    return new Group(
        fate, Bytes.of((byte[]) words.get(1)), new String((byte[]) words.get(2), UTF_8), ids);
  }

  private static double score(String text) {
    return text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, ISO_8859_1);
  }
}
