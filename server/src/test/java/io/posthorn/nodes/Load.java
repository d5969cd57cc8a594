package io.posthorn.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.EnqueueResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers and consumers of one queue, and the ledger of what they were told: which messages were
 * acknowledged, which were delivered, and whatever else was answered.
 */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 2_000_000;
  private static final Duration LEASE = Duration.ofSeconds(2);

  final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  final Map<String, Integer> delivered = new ConcurrentHashMap<>();

  /** Statuses of requests that were refused. */
  final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();

  /** What no caller should ever see. */
  final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();

  /** The longest that an answer took. */
  final AtomicLong slowestMillis = new AtomicLong();

  private final QueueName queue;
  private final Duration lease;
  private final List<Thread> producers = new ArrayList<>();
  private final List<Thread> consumers = new ArrayList<>();
  private final AtomicLong names = new AtomicLong();
  private volatile boolean producing = true;
  private volatile boolean consuming = true;

  private Load(QueueName queue, Duration lease) {
    this.queue = queue;
    this.lease = lease;
  }

  /** Two producers and two consumers at each of {@code brokers}. */
  static Load begin(QueueName queue, List<Broker> brokers) {
    return begin(queue, brokers, LEASE);
  }

  /** As {@link #begin(QueueName, List)}, with leases of {@code lease}. */
  static Load begin(QueueName queue, List<Broker> brokers, Duration lease) {
    var load = new Load(queue, lease);
    for (Broker broker : brokers) {
      for (int i = 0; i < 2; i++) {
        load.producers.add(new Thread(() -> load.produce(broker), "producer"));
        load.consumers.add(new Thread(() -> load.consume(broker), "consumer"));
      }
    }
    load.producers.forEach(Thread::start);
    load.consumers.forEach(Thread::start);
    return load;
  }

  /** Waits until {@code more} further messages were delivered. */
  void awaitProgress(int more, Duration within) {
    int before = delivered.size();
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> delivered.size() >= before + more);
  }

  /** Stops producing, waits until all that was acknowledged has been delivered, stops consuming. */
  void finish() throws InterruptedException {
    producing = false;
    for (Thread producer : producers) {
      producer.join();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(delivered.keySet()).containsAll(acknowledged));
    close();
  }

  private void produce(Broker broker) {
    while (producing) {
      String name = "m" + names.incrementAndGet();
      NewMessage message = NewMessage.of(Body.of(name.getBytes(UTF_8)));
      asked(
          () -> {
            EnqueueResult result =
                broker
                    .enqueue(queue, message, QueueConfig.PULL)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (result.status() == EnqueueResult.Status.ENQUEUED) {
              acknowledged.add(name);
            }
          });
    }
  }

  private void consume(Broker broker) {
    while (consuming) {
      asked(
          () -> {
            List<Delivery> deliveries =
                broker
                    .reserve(List.of(queue), 20, lease, Duration.ofMillis(100))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .reserved()
                    .deliveries();
            if (deliveries.isEmpty()) {
              return;
            }
            for (Delivery delivery : deliveries) {
              String name = new String(delivery.message().body().bytes(), UTF_8);
              delivered.merge(name, 1, Integer::sum);
            }
            broker
                .settle(queue, deliveries.stream().map(Load::ack).toList())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          });
    }
  }

  private static Settlement ack(Delivery delivery) {
    return new Settlement(delivery.receipt(), Settlement.Outcome.ACK, null, null, null, 0);
  }

  private interface Request {
    void send() throws ExecutionException, InterruptedException, TimeoutException;
  }

  private void asked(Request request) {
    long begun = System.nanoTime();
    try {
      request.send();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException known) {
        refusals.add(known.code().status());
      } else {
        surprises.add(e);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    } catch (InterruptedException | TimeoutException e) {
      surprises.add(e);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    slowestMillis.accumulateAndGet(millis, Math::max);
  }

  @Override
  public void close() {
    producing = false;
    consuming = false;
    for (Thread thread : consumers) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The ledger in one line. */
  @Override
  public String toString() {
    long repeated = delivered.values().stream().filter(times -> times > 1).count();
    long lost = acknowledged.stream().filter(name -> !delivered.containsKey(name)).count();
    return "acknowledged %d, delivered %d, lost %d, repeated %d, refused %d, slowest answer %d ms"
        .formatted(
            acknowledged.size(),
            delivered.size(),
            lost,
            repeated,
            refusals.size(),
            slowestMillis.get());
  }
}
