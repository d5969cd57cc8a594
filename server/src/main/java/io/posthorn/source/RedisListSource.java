package io.posthorn.source;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import io.posthorn.message.QueueName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes items from a Redis list and enqueues them for delivery to all urls.
 *
 * <p><b>What is where.</b> One command moves an item from the list to this instance's processing
 * list. One write, on stable storage when it is answered, enqueues it for every url together with
 * the number of items that this instance has enqueued by then. One script drops it from the
 * processing list and counts what it drops. So an item is always somewhere, and after a crash at
 * any point the two numbers say which items of the processing list are enqueued already. That is
 * settled whenever a connection is made, before anything else is taken. Where the numbers can't be
 * compared, because the items were reclaimed or Redis has forgotten the count, items count as not
 * enqueued: rather twice than not at all.
 *
 * <p>A thread of its own does all of it, and blocks.
 */
public final class RedisListSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisListSource.class);
  private static final int BATCH = 256;
  private static final long BYTES = 8 << 20;
  private static final long ROOM_NANOS = Duration.ofMillis(25).toNanos();
  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final RelayConfig config;
  private final SourceOptions options;
  private final RelayQueues queues;
  private final RelayDialects dialects;
  private final InstantSource clock;
  private final RedisClient client;
  private final SourceTroubles troubles;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable RedisList current;
  private final AtomicInteger delivered = new AtomicInteger();
  private Duration pause;
  private boolean imported;
  private long committed;
  private Instant nextBeat = Instant.MIN;

  private RedisListSource(
      RelayConfig config,
      Broker broker,
      RelayDialects dialects,
      SourceOptions options,
      InstantSource clock) {
    this.config = config;
    this.options = options;
    this.dialects = dialects;
    this.clock = clock;
    pause = options.timing().firstPause();
    queues = new RelayQueues(broker, config, options.instance(), options.batch());
    client = RedisList.client(config, options.timing());
    troubles = new SourceTroubles(config, options.log(), clock);
    thread = new Thread(this::run, "posthorn-source-" + config.list());
  }

  /**
   * Begins to take; returns at once, whether Redis can be reached or not.
   *
   * @param dialects has the queues deliver as they should; part of the delivery of {@code broker}
   * @param clock tells the time of heartbeats
   */
  public static RedisListSource start(
      RelayConfig config,
      Broker broker,
      RelayDialects dialects,
      SourceOptions options,
      InstantSource clock) {
    var source = new RedisListSource(config, broker, dialects, options, clock);
    for (QueueName name : source.queues.names()) {
      dialects.hear(name, source::called);
    }
    source.thread.start();
    return source;
  }

  /** Takes no more. What was taken is enqueued, or stays in the processing list. Blocks. */
  @Override
  public void close() {
    stop.countDown();
    RedisList open = current;
    if (open != null) {
      open.close();
    }
    LockSupport.unpark(thread);
    try {
      thread.join(STOPPING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queues.names().forEach(dialects::forget);
    client.shutdown(Duration.ZERO, STOPPING);
  }

  private void run() {
    while (!stopped()) {
      try (RedisList list =
          RedisList.open(client, config.list(), options.instance(), options.timing())) {
        current = list;
        recover(list);
        work(list);
      } catch (RedisException e) {
        trouble(e);
      } catch (BrokerException e) {
        trouble(e);
      } catch (RuntimeException e) {
        LOG.error("The relay of list:{} failed and begins again", config.list(), e);
      }
      current = null;
      rest();
    }
  }

  private void trouble(RuntimeException e) {
    if (!stopped()) {
      troubles.met(e);
    }
  }

  /** Lets some time pass, the more the longer nothing went well. */
  private void rest() {
    try {
      if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      stop.countDown();
    }
    Duration longer = pause.multipliedBy(2);
    Duration longest = options.timing().lastPause();
    pause = longer.compareTo(longest) < 0 ? longer : longest;
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  /** Settles what a crash, or a broken connection, has left; nothing is taken before. */
  private void recover(RedisList list) {
    queues.ensure();
    committed = queues.committed();
    while (!stopped()) {
      RedisList.Held held = take(list, 0);
      Long dropped = held.dropped();
      if (held.items().isEmpty()) {
        if (dropped == null || dropped < committed) {
          list.drop(held, 0, committed, List.of());
        }
        break;
      }
      long known = dropped == null ? 0 : Math.max(0, committed - dropped);
      settle(list, held, known);
    }
    if (!imported && options.cache() != null) {
      try {
        CacheFiles.takeOver(options.cache(), options.instance(), list::push);
        imported = true;
      } catch (IOException e) {
        LOG.warn("Items in {} are not taken over: {}", options.cache(), e.toString());
      }
    }
  }

  private void work(RedisList list) {
    while (!stopped()) {
      boolean beats = beat(list);
      delivered.set(0);
      int room = queues.room();
      boolean takes = room >= worthwhile();
      if (takes || beats) {
        RedisList.Held held = take(list, takes ? room : 0);
        if (!held.items().isEmpty()) {
          settle(list, held, 0);
        } else if (takes) {
          list.await();
        }
        // Not before: what can't be taken keeps no connection from being made.
        troubles.over();
        pause = options.timing().firstPause();
      } else {
        LockSupport.parkNanos(this, ROOM_NANOS);
      }
    }
  }

  /** Whether it is time for a heartbeat; looks after dead instances then. */
  private boolean beat(RedisList list) {
    Instant now = clock.instant();
    // A clock that was set back must not stop the heart.
    Duration left = Duration.between(now, nextBeat);
    if (!left.isNegative() && !left.isZero() && left.compareTo(options.timing().beat()) <= 0) {
      return false;
    }
    nextBeat = now.plus(options.timing().beat());
    int reclaimed = list.reclaim(now);
    if (reclaimed > 0) {
      LOG.info("{} items of a dead instance went back to list:{}", reclaimed, config.list());
    }
    return true;
  }

  /** How many items are worth a look at the list. */
  private int worthwhile() {
    return Math.max(1, config.options().prefetch() / 4);
  }

  private RedisList.Held take(RedisList list, int most) {
    int batch = Math.min(BATCH, options.batch());
    long bytes = BYTES / Math.max(1, config.urls().size());
    return list.take(Math.min(most, batch), batch, bytes, options.largest(), clock.instant());
  }

  /** Enqueues what is held and drops it; the oldest {@code known} items are enqueued already. */
  private void settle(RedisList list, RedisList.Held held, long known) {
    List<RedisList.Item> items = held.items();
    List<Body> fresh = new ArrayList<>();
    List<Integer> dead = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Body body = items.get(i).body();
      String reason = unfit(items.get(i));
      if (body == null || reason != null) {
        dead.add(i + 1);
        reasons.add(String.valueOf(reason));
      } else if (i >= known) {
        fresh.add(body);
      }
    }
    Long dropped = held.dropped();
    long before = dropped == null || (known == 0 && dropped < committed) ? committed : dropped;
    long after = before + items.size();
    if (!fresh.isEmpty()) {
      queues.enqueue(fresh, after);
      committed = after;
    }
    if (!list.drop(held, items.size(), after, dead)) {
      LOG.warn(
          "Items of list:{} were reclaimed from this instance, which was taken for dead; they may"
              + " be delivered twice",
          config.list());
    }
    if (!dead.isEmpty()) {
      troubles.dead(
          dead.stream().map(position -> shown(items.get(position - 1))).toList(), reasons);
    }
  }

  /** Why {@code item} can't be delivered; null = it can. */
  private @Nullable String unfit(RedisList.Item item) {
    Body body = item.body();
    if (body == null) {
      return item.size() + " bytes (expected: at most " + options.largest() + ")";
    }
    try {
      long length = ItemForm.of(body.bytes(), config.options().nestedAsJson()).length();
      return length <= options.largest()
          ? null
          : "a form of " + length + " bytes (expected: at most " + options.largest() + ")";
    } catch (ItemException e) {
      return e.getMessage();
    }
  }

  private static byte[] shown(RedisList.Item item) {
    Body body = item.body();
    return body == null ? new byte[0] : body.bytes();
  }

  private void called(String url, Body item, Outcome outcome, boolean success) {
    RelayLog log = options.log();
    if (log != null) {
      log.called(url, item, outcome, success);
    }
    if (success && delivered.incrementAndGet() == worthwhile()) {
      LockSupport.unpark(thread);
    }
  }
}
