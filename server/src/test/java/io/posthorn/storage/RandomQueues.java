package io.posthorn.storage;

import io.posthorn.message.HttpTarget;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queues of the random operations, unlike one another. */
final class RandomQueues {
  static final QueueName RING = QueueName.of("ring");
  private static final QueueName KEPT = QueueName.of("kept");

  /** What each queue may be configured as: first as it begins, then as updates make it. */
  static final Map<QueueName, List<QueueConfig>> ALL = new LinkedHashMap<>();

  static {
    add("plain", new ConfigBuilder());
    add("ring", new ConfigBuilder().ring().retry(3, Duration.ZERO));
    add(
        "tight",
        new ConfigBuilder()
            .capacity(8)
            .ttl(Duration.ofSeconds(40))
            .retry(3, Duration.ofMinutes(2))
            .dead(5L, Duration.ofMinutes(3)));
    add("push", new ConfigBuilder().push(push(false, 0, null, 10)).retry(4, Duration.ZERO));
    add("kept", new ConfigBuilder().retainConsumed(5L, Duration.ofMinutes(2), 40L));
    add(
        "paced",
        new ConfigBuilder().push(push(false, 2, rate(3, 2000, 3), 2)).retry(3, Duration.ZERO),
        new ConfigBuilder().push(push(false, 0, rate(7, 900, 2), 1)).retry(3, Duration.ZERO),
        new ConfigBuilder().push(push(false, 1, null, 0)).ttl(Duration.ofSeconds(40)));
    add(
        "ordered",
        new ConfigBuilder()
            .push(push(true, 1, null, 3))
            .ttl(Duration.ofSeconds(40))
            .retry(3, Duration.ofMinutes(2)),
        new ConfigBuilder().push(push(true, 1, rate(1, 500, 1), 3)),
        new ConfigBuilder().push(push(false, 3, null, 3)).retry(3, Duration.ofMinutes(2)));
  }

  private RandomQueues() {}

  static List<QueueName> names() {
    return List.copyOf(ALL.keySet());
  }

  static boolean isPush(QueueName queue) {
    return ALL.get(queue).get(0).mode() == QueueMode.PUSH;
  }

  /** Whether an engine may, but need not, still know consumed messages. */
  static boolean mayForget(QueueName queue) {
    return queue.equals(KEPT);
  }

  private static void add(String name, ConfigBuilder... configs) {
    ALL.put(QueueName.of(name), Arrays.stream(configs).map(ConfigBuilder::build).toList());
  }

  private static RateLimit rate(long permits, long millis, long burst) {
    return new RateLimit(permits, Duration.ofMillis(millis), burst);
  }

  private static Push push(boolean ordered, int maxConcurrency, RateLimit rate, int history) {
    return new Push(HttpTarget.DEFAULT, ordered, maxConcurrency, rate, history);
  }
}
