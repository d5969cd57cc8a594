package io.posthorn.storage.rocksdb;

import io.posthorn.message.Attempt;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a message was tried.
 *
 * @param attempt attempts begun since it was enqueued, redriven or repeated
 * @param deliveries attempts ever begun
 * @param startedAt LEASED: when it was handed out
 * @param ended the last finished ones, oldest first
 */
record Tries(int attempt, long deliveries, long startedAt, List<Attempt> ended) {
  static final Tries NONE = new Tries(0, 0, 0, List.of());

  Tries begun(long now) {
    return new Tries(attempt + 1, deliveries + 1, now, ended);
  }

  /** Handed out for good. */
  Tries delivered() {
    return new Tries(attempt, deliveries + 1, startedAt, ended);
  }

  Tries withAttempt(int other) {
    return new Tries(other, deliveries, startedAt, ended);
  }

  /** With one more finished, {@code keep} of them kept. */
  Tries and(Attempt one, int keep) {
    var list = new ArrayList<Attempt>(Math.min(ended.size() + 1, keep));
    if (keep > 0) {
      list.addAll(ended.subList(Math.max(0, ended.size() + 1 - keep), ended.size()));
      list.add(one);
    }
    return new Tries(attempt, deliveries, startedAt, List.copyOf(list));
  }
}
