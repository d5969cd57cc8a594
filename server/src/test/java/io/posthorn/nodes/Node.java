package io.posthorn.nodes;

import static org.awaitility.Awaitility.await;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.BrokerOptions;
import io.posthorn.delivery.Dispatcher;
import io.posthorn.delivery.DispatcherOptions;
import io.posthorn.delivery.call.AddressPolicy;
import io.posthorn.delivery.call.CallerOptions;
import io.posthorn.delivery.call.NettyCaller;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.redis.RedisOptions;
import io.posthorn.storage.redis.RedisStorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One of several that share a Redis: engine, broker, and delivery when asked for. */
final class Node implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(2);
  final RedisStorageEngine engine;
  final Broker broker;
  final String name;
  private final NettyCaller caller;
  private final Dispatcher dispatcher;

  private Node(RedisOptions options, String name, boolean delivers) {
    this.name = name;
    engine = RedisStorageEngine.open(options);
    broker =
        new Broker(
            engine,
            BrokerLimits.DEFAULT,
            new BrokerOptions(true, Duration.ofMillis(250), GRACE),
            new Random(1),
            BrokerMetrics.NOOP);
    if (!delivers) {
      caller = null;
      dispatcher = null;
      return;
    }
    try {
      caller = NettyCaller.open(CallerOptions.of(1, name), AddressPolicy.DEFAULT, engine.clock());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dispatcher =
        Dispatcher.start(
            broker,
            caller,
            new DispatcherOptions(256, 1 << 20, 1, 256, GRACE),
            engine.clock(),
            new Random(2),
            DeliveryMetrics.NOOP);
  }

  /** One that is asked only. */
  static Node start(RedisOptions options) {
    return new Node(options, "none", false);
  }

  /** One that delivers push queues, too, and says to receivers that it is {@code name}. */
  static Node delivering(RedisOptions options, String name) {
    return new Node(options, name, true);
  }

  /** Makes a queue, or finds it, as soon as Redis answers. */
  QueueName queue(String name, QueueConfig config) {
    QueueName queue = QueueName.of(name);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> broker.createQueue(queue, config).get(60, TimeUnit.SECONDS) != null);
    return queue;
  }

  /** From now on Redis hears nothing of it, as of a process that was killed. */
  void kill() {
    engine.close();
    // What it does in vain now, it does aside.
    new Thread(this::close, "killed").start();
  }

  @Override
  public void close() {
    if (dispatcher != null) {
      dispatcher.close();
      caller.close();
    }
    broker.close();
    engine.close();
  }
}
