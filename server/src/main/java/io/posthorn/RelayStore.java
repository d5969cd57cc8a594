package io.posthorn;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.BrokerOptions;
import io.posthorn.config.ServerConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.metrics.StorageMetrics;
import io.posthorn.source.RelayDialects;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one relay has stored, and its delivery. A data directory in which nothing is left to deliver
 * is marked when it is closed.
 */
final class RelayStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayStore.class);
  private static final String MARK = "delivered";
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration HOUSEKEEPING = Duration.ofMillis(250);
  private static final int PAGE = 100;

  private final Parts parts = new Parts();
  private final DataDirectory data;
  private @Nullable Broker broker;

  /** Queues that are asked for at once. */
  private int page = PAGE;

  /** What the broker said when delivery had ended. */
  private boolean empty;

  private RelayStore(DataDirectory data) {
    this.data = parts.started(data);
    parts.started(this::mark);
  }

  /**
   * Opens what {@code data} holds, which it takes over, and begins to deliver it.
   *
   * @throws StartException when it can't be used; it is closed then
   */
  static RelayStore open(
      DataDirectory data, ServerConfig config, RelayDialects dialects, EngineClock clock) {
    RelayStore store = new RelayStore(data);
    try {
      store.open(config, dialects, clock);
      return store;
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /** Whether nothing was left in {@code directory} when it was closed. */
  static boolean isMarked(Path directory) {
    return Files.exists(directory.resolve(MARK));
  }

  private void open(ServerConfig config, RelayDialects dialects, EngineClock clock) {
    try {
      Files.deleteIfExists(data.path().resolve(MARK));
    } catch (IOException e) {
      throw new StartException(
          StartException.Part.DATA, data.path() + " cannot be written: " + e, e);
    }
    var engine = parts.started(Engines.open(config, data.path(), clock, StorageMetrics.NOOP));
    BrokerLimits limits = Server.limits(config.limits());
    page = Math.min(PAGE, limits.batch());
    BrokerOptions options = new BrokerOptions(false, HOUSEKEEPING, GRACE);
    Broker opened =
        parts.started(new Broker(engine, limits, options, new Random(), BrokerMetrics.NOOP));
    broker = opened;
    parts.started(() -> empty = isEmpty());
    parts.started(
        Delivering.start(
            config.delivery(),
            opened,
            dialects,
            clock,
            limits.batch(),
            GRACE,
            DeliveryMetrics.NOOP));
  }

  /** Where it is. */
  Path path() {
    return data.path();
  }

  /** The door to it. */
  Broker broker() {
    if (broker == null) {
      throw new IllegalStateException("not open");
    }
    return broker;
  }

  /** Whether nothing is left to deliver; false also when that can't be said. Blocks. */
  boolean isEmpty() {
    Broker open = broker;
    if (open == null) {
      return false;
    }
    try {
      @Nullable QueueName last = null;
      while (true) {
        List<QueueInfo> queues = get(open.listQueues(QueueName.of(""), last, page));
        List<QueueName> push =
            queues.stream()
                .filter(queue -> queue.config().mode() == QueueMode.PUSH)
                .map(QueueInfo::name)
                .toList();
        if (!push.isEmpty() && unfinished(get(open.stats(push))) > 0) {
          return false;
        }
        if (queues.size() < page) {
          return true;
        }
        last = queues.get(queues.size() - 1).name();
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("What is left in {} is not known", data.path(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static long unfinished(List<Optional<QueueStats>> stats) {
    return stats.stream().flatMap(Optional::stream).mapToLong(QueueStats::unfinished).sum();
  }

  private static <T> T get(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(GRACE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends calls under way, within bounds; makes all durable; lets the directory go. */
  @Override
  public void close() {
    parts.close();
  }

  private void mark() {
    if (!empty) {
      return;
    }
    try {
      Files.writeString(data.path().resolve(MARK), "");
    } catch (IOException e) {
      LOG.debug("{} is not marked", data.path(), e);
    }
  }
}
