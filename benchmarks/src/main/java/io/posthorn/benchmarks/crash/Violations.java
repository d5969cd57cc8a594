package io.posthorn.benchmarks.crash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server did that it must not do. Thread-safe. */
final class Violations {
  private static final int KEPT = 20;

  /** What can be wrong. */
  enum Kind {
    /** An acknowledged message that never came. */
    LOST,
    /** A message that was never sent, was refused, or is not whole. */
    PHANTOM,
    /** A message that came again after it was taken, or acked, or while it was leased. */
    TWICE,
    /** Messages in another order than they were stored in, or positions that are not 1..N. */
    ORDER,
    /** More calls at once than the queue allows. */
    BOUND,
    /** An answer that no client should get. */
    ANSWER
  }

  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private final List<String> sentences = new ArrayList<>();

  /** Adds one. */
  synchronized void add(Kind kind, String sentence) {
    counts.merge(kind, 1, Integer::sum);
    if (sentences.size() < KEPT) {
      sentences.add(kind.name().toLowerCase(Locale.ROOT) + ": " + sentence);
    }
  }

  synchronized int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  synchronized int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The first of them. */
  synchronized List<String> sentences() {
    return List.copyOf(sentences);
  }
}
