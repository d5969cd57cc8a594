package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.message.Body;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Task;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A dispatcher over the memory engine, with a clock that stands still and no network. */
final class DispatcherFixture implements AutoCloseable {
  static final String URL = "http://target.test/hook";

  final SettableClock clock = new SettableClock();
  final FaultyEngine faulty = new FaultyEngine();
  final StorageEngine engine = faulty.over(new MemoryStorageEngine(clock));
  final Broker broker = new Broker(engine, BrokerLimits.DEFAULT, true, new Random(1));
  final FakeCaller caller = new FakeCaller();
  private DispatcherOptions options =
      new DispatcherOptions(64, 1 << 20, 0.25, 16, Duration.ofSeconds(5));
  private Dispatcher dispatcher;

  DispatcherFixture options(DispatcherOptions newOptions) {
    options = newOptions;
    return this;
  }

  DispatcherFixture start() {
    dispatcher =
        Dispatcher.start(broker, caller, options, clock, new Random(7), DeliveryMetrics.NOOP);
    return this;
  }

  /** Stops the dispatcher alone. */
  void stop() {
    dispatcher.close();
  }

  /** A push queue's configuration for {@code url}, retries after 1 s, 2 s, 4 s... */
  static QueueConfig push(String url, boolean ordered, int maxConcurrency, RetryPolicy retry) {
    HttpTarget to = HttpTarget.DEFAULT;
    HttpTarget target =
        new HttpTarget(
            url,
            to.method(),
            List.of(),
            to.connectTimeout(),
            to.timeout(),
            StatusSet.SUCCESS,
            to.retryOn(),
            0,
            List.of());
    return new QueueConfig(
        QueueMode.PUSH,
        null,
        QueueConfig.MAX_CAPACITY,
        Duration.ofSeconds(30),
        null,
        new Retention(1000L, null, null),
        Retention.DEAD,
        Duration.ofMinutes(5),
        retry,
        false,
        new Push(target, ordered, maxConcurrency, null, 10),
        Map.of());
  }

  static QueueConfig push(String url) {
    return push(url, false, 16, ConfigBuilder.policy(0, Duration.ZERO));
  }

  static QueueConfig ordered(String url) {
    return push(url, true, 1, ConfigBuilder.policy(0, Duration.ZERO));
  }

  QueueName queue(String name, QueueConfig config) {
    QueueName queue = QueueName.of(name);
    get(broker.createQueue(queue, config));
    return queue;
  }

  MessageId enqueue(QueueName queue, String body) {
    return enqueue(queue, NewMessage.of(Body.ofUtf8(body)));
  }

  MessageId enqueue(QueueName queue, String body, Task task) {
    return enqueue(
        queue, new NewMessage(Body.ofUtf8(body), "text/plain", null, null, null, null, null, task));
  }

  MessageId enqueue(QueueName queue, NewMessage message) {
    EnqueueResult result = get(broker.enqueue(queue, message, QueueConfig.PUSH));
    assertThat(result.status()).isEqualTo(EnqueueResult.Status.ENQUEUED);
    return result.id();
  }

  /** Lets time pass in steps, so that what it makes due comes in its order. */
  void advance(Duration time) {
    clock.advance(time);
    dispatcher.wake();
  }

  /** Lets time pass until {@code condition} holds, {@code step} after {@code step}. */
  void advanceUntil(Duration step, BooleanSupplier condition) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              if (condition.getAsBoolean()) {
                return true;
              }
              advance(step);
              return false;
            });
  }

  MessageView view(QueueName queue, MessageId id) {
    return get(broker.find(queue, MessageRef.of(id))).orElseThrow();
  }

  void awaitState(QueueName queue, MessageId id, MessageState state) {
    await().until(() -> view(queue, id).state() == state);
  }

  QueueStats stats(QueueName queue) {
    return get(broker.stats(List.of(queue))).get(0).orElseThrow();
  }

  void awaitCalls(int calls) {
    await().until(() -> caller.calls.size() >= calls);
  }

  Instant now() {
    return clock.instant();
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (dispatcher != null) {
      dispatcher.close();
    }
    broker.close();
    engine.close();
  }
}
