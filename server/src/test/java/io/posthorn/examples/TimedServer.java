package io.posthorn.examples;

import static org.awaitility.Awaitility.await;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.delivery.Dispatcher;
import io.posthorn.delivery.DispatcherOptions;
import io.posthorn.delivery.Wake;
import io.posthorn.delivery.call.AddressPolicy;
import io.posthorn.delivery.call.CallerOptions;
import io.posthorn.delivery.call.NettyCaller;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.protocol.rest.NativeApi;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The native API and its deliveries over real sockets and the engine in memory, with a clock that
 * the test moves: days pass at once.
 */
final class TimedServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final SettableClock clock = new SettableClock();
  final Api api;
  private final MemoryStorageEngine engine = new MemoryStorageEngine(clock);
  private final Broker broker = new Broker(engine, BrokerLimits.DEFAULT, true, new Random(1));
  private final NettyCaller caller;
  private final Dispatcher dispatcher;
  private final HttpTransport transport;
  private final HttpListener listener;

  TimedServer() throws IOException {
    caller = NettyCaller.open(CallerOptions.of(1, "Posthorn"), AddressPolicy.DEFAULT, clock);
    dispatcher =
        Dispatcher.start(
            broker, caller, DispatcherOptions.DEFAULT, clock, new Random(2), DeliveryMetrics.NOOP);
    transport = HttpTransport.open(1, clock);
    listener =
        transport.listen(
            ListenerOptions.on("127.0.0.1", 0), new NativeApi(broker, BrokerLimits.DEFAULT, clock));
    api = new Api("http://127.0.0.1:" + listener.port());
  }

  /** Lets {@code time} pass at once; then waits until all is done that is due by then. */
  void pass(Duration time, String... queues) {
    clock.advance(time);
    Wake.up(dispatcher);
    settle(queues);
  }

  /** Lets {@code time} pass, one {@code step} after the other. */
  void pass(Duration time, Duration step, String... queues) {
    for (long steps = time.dividedBy(step); steps > 0; steps--) {
      pass(step, queues);
    }
  }

  /** Waits until nothing is due in {@code queues} and nothing is under way. */
  void settle(String... queues) {
    for (String queue : queues) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(2))
          .until(
              () -> {
                QueueStats stats = stats(queue);
                return stats.ready() == 0 && stats.leased() == 0;
              });
    }
  }

  private QueueStats stats(String queue) throws Exception {
    return broker
        .stats(List.of(QueueName.of(queue)))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .get(0)
        .orElseThrow();
  }

  @Override
  public void close() {
    dispatcher.close();
    caller.close();
    broker.close();
    listener.close();
    transport.close();
    engine.close();
  }
}
