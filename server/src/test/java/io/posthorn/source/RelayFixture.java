package io.posthorn.source;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.delivery.Dispatcher;
import io.posthorn.delivery.DispatcherOptions;
import io.posthorn.delivery.call.AddressPolicy;
import io.posthorn.delivery.call.CallerOptions;
import io.posthorn.delivery.call.NettyCaller;
import io.posthorn.delivery.call.RequestStyle;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.redis.RedisOptions;
import io.posthorn.storage.redis.RedisStorageEngine;
import io.posthorn.storage.rocksdb.RocksOptions;
import io.posthorn.storage.rocksdb.RocksStorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One instance of a relay: an embedded engine in a folder, delivery, and a source. */
final class RelayFixture implements AutoCloseable {
  static final String LIST = "list:q";

  /** Quick enough for tests; a heartbeat lives far longer than a slow machine stalls. */
  static final RelayTiming QUICK =
      new RelayTiming(
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(20),
          Duration.ofDays(7),
          Duration.ofSeconds(10),
          Duration.ofMillis(20),
          Duration.ofMillis(200));

  final StorageEngine engine;
  final Broker broker;
  private final NettyCaller caller;
  private final Dispatcher dispatcher;
  private final RedisListSource source;

  private RelayFixture(StorageEngine engine, RelayConfig config, SourceOptions options) {
    EngineClock clock = EngineClock.system();
    this.engine = engine;
    broker = new Broker(engine, BrokerLimits.DEFAULT, true, new Random(1));
    RelayDialects dialects = new RelayDialects();
    InstantSource elapsed = () -> Instant.ofEpochMilli(clock.elapsedNow());
    try {
      caller = NettyCaller.open(CallerOptions.of(1, "Posthorn"), AddressPolicy.DEFAULT, elapsed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dispatcher =
        Dispatcher.start(
            broker,
            caller,
            DispatcherOptions.DEFAULT,
            dialects,
            clock,
            new Random(2),
            DeliveryMetrics.NOOP);
    source = RedisListSource.start(config, broker, dialects, options, InstantSource.system());
  }

  static RelayFixture start(RelayConfig config, Path folder) {
    return start(config, folder, options(folder, null, null));
  }

  static RelayFixture start(RelayConfig config, Path folder, SourceOptions options) {
    return new RelayFixture(
        RocksStorageEngine.open(RocksOptions.at(folder.resolve("rocksdb")), EngineClock.system()),
        config,
        options);
  }

  /** One whose engine is on Redis, too. */
  static RelayFixture start(RelayConfig config, Path folder, RedisServer storage) {
    var uri = "redis://127.0.0.1:" + storage.port();
    return new RelayFixture(
        RedisStorageEngine.open(new RedisOptions(uri, Duration.ofSeconds(30))),
        config,
        options(folder, null, null));
  }

  static SourceOptions options(Path folder, @Nullable Path cache, @Nullable RelayLog log) {
    return new SourceOptions(
        folder.getFileName().toString(), 1000, BrokerLimits.DEFAULT.body(), cache, log, QUICK);
  }

  /** The relay of the list {@link #LIST}. */
  static RelayConfig config(RedisServer redis, RelayConfig.Options options, String... urls) {
    return new RelayConfig(
        "127.0.0.1", redis.port(), null, "q", Duration.ofSeconds(30), Arrays.asList(urls), options);
  }

  static RelayConfig config(RedisServer redis, String... urls) {
    return config(redis, options(100, 1, false), urls);
  }

  static RelayConfig.Options options(int prefetch, int concurrency, boolean ordered) {
    return new RelayConfig.Options(
        prefetch,
        concurrency,
        ordered,
        RequestStyle.PLAIN_1_0,
        false,
        Duration.ofMillis(20),
        Duration.ofMillis(500),
        null);
  }

  /** Its queues, for a test that plays a crashed instance. */
  RelayQueues queues(RelayConfig config, Path folder) {
    return new RelayQueues(broker, config, folder.getFileName().toString(), 1000);
  }

  /** Ends as a crash does, as far as Redis and the disk can tell: what is not settled stays. */
  @Override
  public void close() {
    source.close();
    dispatcher.close();
    caller.close();
    broker.close();
    engine.close();
  }

  /** The keys of an instance. */
  static String key(String kind, Path folder) {
    return "{list:q}:" + kind + ":" + folder.getFileName();
  }

  static List<String> push(RedisServer redis, String... items) {
    for (String item : items) {
      redis.call("LPUSH", LIST, item);
    }
    return List.of(items);
  }
}
