package io.posthorn.cli.demo;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was acknowledged, and what was delivered. For any thread. */
public final class Ledger {
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> delivered = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  Ledger() {}

  void acknowledged(String message) {
    acknowledged.add(message);
  }

  void delivered(String message) {
    delivered.merge(message, 1, Integer::sum);
  }

  void refused() {
    refused.increment();
  }

  /** Messages whose enqueue was answered with success. */
  public long acknowledged() {
    return acknowledged.size();
  }

  /** Messages that arrived, each counted once. */
  public long delivered() {
    return delivered.size();
  }

  /** Messages that were acknowledged and did not arrive. */
  public long lost() {
    return acknowledged.stream().filter(message -> !delivered.containsKey(message)).count();
  }

  /** Messages that arrived more than once. */
  public long repeated() {
    return delivered.values().stream().filter(times -> times > 1).count();
  }

  @Override
  public String toString() {
    return "acknowledged %d, delivered %d, lost %d, repeated %d (requests refused and sent again: %d)"
        .formatted(acknowledged(), delivered(), lost(), repeated(), refused.sum());
  }
}
