package io.posthorn.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many producers, many consumers that leave at random moments: every message arrives, and arrives
 * once.
 */
class LongPollStressTest {
  private static final List<QueueName> QUEUES =
      IntStream.range(0, 4).mapToObj(i -> QueueName.of("q" + i)).toList();
  private static final int MESSAGES = 40_000;
  private static final int PRODUCERS = 4;
  private static final int CONSUMERS = 64;
  private static final int WAITS_MILLIS = 20;

  private final MemoryStorageEngine engine = new MemoryStorageEngine(EngineClock.system());
  private final CountingMetrics metrics = new CountingMetrics();
  private final Broker broker =
      new Broker(engine, BrokerLimits.DEFAULT, BrokerOptions.DEFAULT, new Random(1), metrics);
  private final ScheduledExecutorService leaving = Executors.newSingleThreadScheduledExecutor();
  private final ConcurrentHashMap<String, AtomicInteger> received = new ConcurrentHashMap<>();
  private final AtomicInteger distinct = new AtomicInteger();
  private final LongAdder cancelled = new LongAdder();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void everyMessageArrivesOnceThoughConsumersLeaveAtRandom() throws Exception {
    QUEUES.forEach(queue -> broker.createQueue(queue, QueueConfig.PULL).join());
    IntStream.range(0, CONSUMERS).forEach(i -> consume(i % 3));
    var sent = new AtomicLong();
    List<Thread> producers =
        IntStream.range(0, PRODUCERS).mapToObj(i -> new Thread(() -> produce(sent))).toList();
    producers.forEach(Thread::start);
    for (Thread producer : producers) {
      producer.join();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> distinct.get() == MESSAGES);
    over.set(true);
    broker.close();
    leaving.shutdownNow();
    engine.close();

    assertThat(received.values()).allMatch(times -> times.get() == 1);
    assertThat(cancelled.sum()).as("the test means something").isGreaterThan(1000);
    assertThat(metrics.waiters.sum()).isZero();
  }

  private void produce(AtomicLong sent) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long number;
    while ((number = sent.getAndIncrement()) < MESSAGES) {
      Duration delay =
          random.nextInt(4) == 0 ? Duration.ofMillis(random.nextInt(WAITS_MILLIS)) : null;
      var message = new NewMessage(Body.ofUtf8("m" + number), null, delay, null, null, null, null);
      broker.enqueue(QUEUES.get(random.nextInt(QUEUES.size())), message, QueueConfig.PULL).join();
    }
  }

  private void consume(int kind) {
    if (over.get()) {
      return;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Duration wait = Duration.ofMillis(random.nextInt(2 * WAITS_MILLIS));
    int limit = 1 + random.nextInt(3);
    CompletableFuture<?> request;
    if (kind == 0) {
      var take = broker.take(QUEUES.get(random.nextInt(QUEUES.size())), limit, wait);
      take.thenAccept(taken -> taken.messages().forEach(message -> got(message.body())));
      request = take;
    } else {
      int from = random.nextInt(QUEUES.size());
      List<QueueName> queues = kind == 1 ? QUEUES.subList(from, from + 1) : QUEUES;
      var reserve = broker.reserve(queues, limit, null, wait);
      reserve.thenAccept(this::gotReserved);
      request = reserve;
    }
    if (random.nextInt(3) == 0) {
      Runnable leave = () -> cancelled.add(request.cancel(false) ? 1 : 0);
      // Half of them at once, so that they meet the engine at work for them.
      int soon = random.nextBoolean() ? 50 : 1000 * WAITS_MILLIS;
      leaving.schedule(leave, random.nextInt(soon), TimeUnit.MICROSECONDS);
    }
    // Not on the completing thread: an answer at once must not recurse.
    request.whenComplete((given, failure) -> leaving.execute(() -> consume(kind)));
  }

  private void gotReserved(Broker.ReservedFrom from) {
    var deliveries = from.reserved().deliveries();
    deliveries.forEach(delivery -> got(delivery.message().body()));
    if (!deliveries.isEmpty()) {
      broker.settle(
          from.queue(), deliveries.stream().map(d -> Settlement.ack(d.receipt())).toList());
    }
  }

  private void got(Body body) {
    if (received.computeIfAbsent(body.utf8(), name -> new AtomicInteger()).incrementAndGet() == 1) {
      distinct.incrementAndGet();
    }
  }
}
