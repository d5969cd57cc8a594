package io.posthorn.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Extends leases three times in their length, for as long as somebody works on their messages. An
 * extension that fails is made up for by the next one; a message whose lease ended all the same is
 * {@linkplain #isLost lost}. Any thread may call; it has one of its own.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());
  private static final int BATCH = 1000;
  private static final int TIMES = 3;

  private final AsyncConsumer consumer;
  private final Duration lease;
  private final ScheduledExecutorService timer;
  private final Map<String, LeasedMessage> kept = new ConcurrentHashMap<>();
  private final Map<String, LeasedMessage> lost = new ConcurrentHashMap<>();

  private LeaseKeeper(AsyncConsumer consumer, Duration lease) {
    this.consumer = consumer;
    this.lease = lease;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "posthorn-leases");
              thread.setDaemon(true);
              return thread;
            });
  }

  static LeaseKeeper start(AsyncConsumer consumer, Duration lease) {
    if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("lease: " + lease + " (expected: 1s or longer)");
    }
    var keeper = new LeaseKeeper(consumer, lease);
    long period = lease.toMillis() / TIMES;
    keeper.timer.scheduleAtFixedRate(keeper::extend, period, period, TimeUnit.MILLISECONDS);
    return keeper;
  }

  /** How long it leases. */
  public Duration lease() {
    return lease;
  }

  /** Extends the lease of {@code message} until it is released. */
  public void keep(LeasedMessage message) {
    kept.put(message.receipt(), message);
  }

  /** Extends it no more; to be called before it is settled. */
  public void release(LeasedMessage message) {
    kept.remove(message.receipt());
    lost.remove(message.receipt());
  }

  /**
   * Whether the lease of a message that is kept ended, and the message went on without it: somebody
   * else may work on it, and it can't be settled.
   */
  public boolean isLost(LeasedMessage message) {
    return lost.containsKey(message.receipt());
  }

  /** Extends nothing more. Leases end by themselves. */
  @Override
  public void close() {
    timer.shutdownNow();
    kept.clear();
  }

  private void extend() {
    try {
      Map<String, List<LeasedMessage>> byQueue =
          kept.values().stream().collect(Collectors.groupingBy(LeasedMessage::queue));
      for (List<LeasedMessage> messages : byQueue.values()) {
        for (int from = 0; from < messages.size(); from += BATCH) {
          extend(messages.subList(from, Math.min(messages.size(), from + BATCH)));
        }
      }
    } catch (RuntimeException e) {
      // A timer whose task threw once never calls it again.
      LOG.log(System.Logger.Level.ERROR, "leases could not be extended", e);
    }
  }

  private void extend(List<LeasedMessage> messages) {
    List<Settlement> extensions = new ArrayList<>(messages.size());
    messages.forEach(message -> extensions.add(Settlement.extend(message, lease)));
    consumer
        .settle(extensions)
        .whenComplete(
            (results, failure) -> {
              if (failure != null) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "extending {0} leases failed: {1}",
                    messages.size(),
                    failure.getMessage());
                return;
              }
              for (int i = 0; i < results.size(); i++) {
                if (results.get(i).stale()) {
                  lose(messages.get(i));
                }
              }
            });
  }

  /** What was released meanwhile was settled, and is stale for that. */
  private void lose(LeasedMessage message) {
    lost.put(message.receipt(), message);
    if (kept.remove(message.receipt()) == null) {
      lost.remove(message.receipt());
      return;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "the lease of {0} in {1} ended while it was worked on; it may be done twice",
        message.id(),
        message.queue());
  }
}
