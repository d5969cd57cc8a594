package io.posthorn.metrics;

import io.posthorn.message.QueueName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the most active queues, as many as a bound allows. What is done with any other
 * queue is noted just far enough to tell, at the next {@link #review}, whether it is more active
 * than one that has a meter.
 */
public final class QueueMeters {
  private final int most;
  private final Map<QueueName, QueueMeter> meters = new ConcurrentHashMap<>();
  private final Map<QueueName, LongAdder> candidates = new ConcurrentHashMap<>();

  QueueMeters(int most) {
    this.most = most;
  }

  /** All meters. */
  public Collection<QueueMeter> all() {
    return meters.values();
  }

  /** The meter of a queue; null = it has none. */
  public @Nullable QueueMeter find(QueueName queue) {
    return meters.get(queue);
  }

  void came(QueueName queue, long messages) {
    QueueMeter meter = of(queue, messages);
    if (meter != null) {
      meter.came(messages);
    }
  }

  void done(QueueName queue, long nanos) {
    QueueMeter meter = of(queue, 1);
    if (meter != null) {
      meter.done(nanos);
    }
  }

  private @Nullable QueueMeter of(QueueName queue, long messages) {
    QueueMeter meter = meters.get(queue);
    if (meter != null) {
      return meter;
    }
    if (meters.size() < most) {
      return meters.computeIfAbsent(queue, QueueMeter::new);
    }
    LongAdder noted = candidates.get(queue);
    if (noted == null && candidates.size() < most) {
      noted = candidates.computeIfAbsent(queue, name -> new LongAdder());
    }
    if (noted != null) {
      noted.add(messages);
    }
    return null;
  }

  /** Forgets a queue that is no more. */
  public void forget(QueueName queue) {
    meters.remove(queue);
  }

  /**
   * Gives the meters of the least active queues to others that were more active since the last
   * review. One caller at a time.
   *
   * @param activity what each queue with a meter did since then; a queue without an entry did
   *     nothing
   */
  public void review(Map<QueueName, Long> activity) {
    if (candidates.isEmpty()) {
      return;
    }
    List<Map.Entry<QueueName, LongAdder>> busiest =
        candidates.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<QueueName, LongAdder> each) -> -each.getValue().sum()))
            .toList();
    List<QueueName> idlest =
        meters.keySet().stream()
            .sorted(Comparator.comparingLong(queue -> activity.getOrDefault(queue, 0L)))
            .toList();
    for (int i = 0; i < Math.min(busiest.size(), idlest.size()); i++) {
      QueueName out = idlest.get(i);
      QueueName in = busiest.get(i).getKey();
      if (activity.getOrDefault(out, 0L) >= busiest.get(i).getValue().sum()) {
        break;
      }
      meters.remove(out);
      meters.put(in, new QueueMeter(in));
    }
    candidates.clear();
  }
}
