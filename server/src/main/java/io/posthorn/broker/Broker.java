package io.posthorn.broker;

import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Page;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only door for protocols: holds requests to the limits, makes queues on use, keeps long polls
 * waiting, paces work on whole queues.
 *
 * <p>Methods may be called from any thread, never block and never throw. Futures fail with {@link
 * BrokerException} only, and complete on a thread that must not be blocked: the engine's, the
 * broker's timer, or the caller's. Expected outcomes are values. Refused by every method: values
 * beyond the limits (BAD_REQUEST, LIMIT_EXCEEDED), anything once the broker is closed (STOPPING),
 * and what storage can't do (STORAGE_FULL, OVERLOADED, OUTCOME_UNKNOWN, REPLICAS_MISSING,
 * STORAGE_CORRUPT, UNAVAILABLE).
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  private final StorageEngine engine;
  private final BrokerOptions options;
  private final RandomGenerator random;
  private final BrokerMetrics metrics;
  private final Checks checks;
  private final Gate gate = new Gate();
  private final Calls calls;
  private final Timer timer = new Timer();
  private final Lines lines;
  private final HandOuts handOuts;
  private final Sweeps sweeps;
  private final EnqueueCall.Shared enqueues;
  private final Deliveries deliveries;
  private final Tasks tasks;
  private final Topics topics;

  /**
   * A broker over {@code engine}, whose only visibility listener it becomes; closing the engine is
   * the caller's part.
   */
  public Broker(
      StorageEngine engine,
      BrokerLimits limits,
      BrokerOptions options,
      RandomGenerator random,
      BrokerMetrics metrics) {
    this.engine = engine;
    this.options = options;
    this.random = random;
    this.metrics = metrics;
    checks = new Checks(limits, engine);
    calls = new Calls(gate);
    lines = new Lines(limits, engine, timer, gate, metrics);
    handOuts = new HandOuts(engine.messages(), lines, gate, metrics, limits.handOutBytes());
    sweeps = new Sweeps(engine, timer, gate);
    enqueues = new EnqueueCall.Shared(engine, options.createOnUse(), gate, metrics);
    deliveries =
        new Deliveries(
            engine, limits.handOutBytes(), calls::call, plan -> sweep(() -> {}, plan), metrics);
    tasks = new Tasks(this, engine, checks, calls);
    topics = new Topics(engine, checks, calls, metrics);
    engine.onVisible(this::visible);
    if (options.housekeeping() != null) {
      new Housekeeping(engine, timer, gate, options.housekeeping()).start();
    }
  }

  /** A broker with default options and no metrics. */
  public Broker(
      StorageEngine engine, BrokerLimits limits, boolean createOnUse, RandomGenerator random) {
    this(engine, limits, BrokerOptions.createOnUse(createOnUse), random, BrokerMetrics.NOOP);
  }

  /**
   * Stores messages of one queue; {@code ifMissing} is the queue that is made when there is none.
   * Fails with QUEUE_NOT_FOUND when there is none and creation on use is off, with QUEUE_MODE when
   * it does not {@link QueueConfig#accepts accept} one of them.
   */
  public CompletableFuture<List<EnqueueResult>> enqueue(
      QueueName queue, List<NewMessage> messages, Atomicity atomicity, QueueConfig ifMissing) {
    try {
      checks.messages(messages);
      gate.enter();
    } catch (BrokerException e) {
      return Calls.refused(e);
    }
    return EnqueueCall.all(enqueues, new Enqueue(queue, messages), atomicity, ifMissing);
  }

  /** The hot path: one message, validated as a batch of one is. */
  public CompletableFuture<EnqueueResult> enqueue(
      QueueName queue, NewMessage message, QueueConfig ifMissing) {
    try {
      checks.message(message);
      gate.enter();
    } catch (BrokerException e) {
      return Calls.refused(e);
    }
    return EnqueueCall.one(enqueues, queue, message, ifMissing);
  }

  /**
   * Takes up to {@code limit} messages, waiting up to {@code wait} for the first. Cancelling the
   * future withdraws the request: what it had already taken goes to the next who waits, or back.
   *
   * <p>An unknown queue is answered with {@code QUEUE_MISSING} at once, and so is one that is
   * deleted during the wait; at a paused one the wait goes on. A push queue fails with QUEUE_MODE,
   * one wait too many with OVERLOADED.
   */
  public CompletableFuture<Taken> take(QueueName queue, int limit, Duration wait) {
    try {
      checks.handOut(limit, wait);
      gate.enter();
    } catch (BrokerException e) {
      return Calls.refused(e);
    }
    return new TakePoll(handOuts, queue, limit, wait).start();
  }

  /** A reservation and the queue it came from; the first asked when it is empty. */
  public record ReservedFrom(QueueName queue, Reserved reserved) {}

  /**
   * As {@link #take}, under leases, from the first of {@code queues} that has something. Queues
   * that do not exist are passed over; {@code QUEUE_MISSING} means that none does.
   *
   * @param lease null = as the queue says
   */
  public CompletableFuture<ReservedFrom> reserve(
      List<QueueName> queues, int limit, @Nullable Duration lease, Duration wait) {
    try {
      checks.queues(queues.size());
      checks.handOut(limit, wait);
      checks.lease(lease);
      gate.enter();
    } catch (BrokerException e) {
      return Calls.refused(e);
    }
    return new ReservePoll(handOuts, queues.stream().distinct().toList(), limit, lease, wait)
        .start();
  }

  /**
   * Returns taken messages whose consumer was gone before a byte of the answer was written: to the
   * next who waits, or to their queue. Works while the broker closes.
   */
  public void putBack(QueueName queue, Taken taken) {
    if (!taken.messages().isEmpty()) {
      lines.passOn(new TakePoll(handOuts, queue, 1, Duration.ZERO), queue, taken.messages());
    }
  }

  /**
   * As {@link #putBack(QueueName, Taken)}, for leases: they end, and their attempts do not count.
   */
  public void putBack(ReservedFrom from) {
    if (!from.reserved().deliveries().isEmpty()) {
      handOuts.release(from.queue(), from.reserved().deliveries());
    }
  }

  /** Ends or extends leases; one result per settlement, in order. */
  public CompletableFuture<List<SettleResult>> settle(
      QueueName queue, List<Settlement> settlements) {
    return calls.call(
        () -> {
          checks.settlements(settlements);
          return engine
              .messages()
              .settle(queue, settlements)
              .thenApply(results -> counted(queue, settlements, results));
        });
  }

  /** The verbs of delivering. */
  public Deliveries deliveries() {
    return deliveries;
  }

  /** The verbs of tasks. */
  public Tasks tasks() {
    return tasks;
  }

  /** The verbs of topics. */
  public Topics topics() {
    return topics;
  }

  /** Draws the jitter of a settlement. */
  public double jitter() {
    return random.nextDouble();
  }

  /** Reads messages without changing them, no more bytes than a hand-out may have. */
  public CompletableFuture<Page> browse(Browse browse) {
    return calls.call(() -> engine.messages().browse(checks.browse(browse)));
  }

  /** Reads one message. */
  public CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message) {
    return calls.call(
        () -> {
          checks.ref(message);
          return engine.messages().find(queue, message);
        });
  }

  /** Changes single messages, REDRIVE among them; one result per change, in order. */
  public CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    return calls.call(
        () -> {
          checks.changes(changes);
          return engine.messages().change(queue, changes);
        });
  }

  /**
   * Redrives up to {@code limit} DEAD messages, at most {@code perSecond} a second (0 = as fast as
   * it goes); answers how many. Cancelling the future ends it early, and so does {@link #close},
   * with STOPPING. Fails with QUEUE_NOT_FOUND.
   *
   * @param reason only those dead for this reason; null = any
   * @param since only those dead since; null = any
   */
  public CompletableFuture<Long> redrive(
      QueueName queue,
      @Nullable String reason,
      @Nullable Instant since,
      long limit,
      double perSecond) {
    var stages = List.of(new Sweep(Sweep.Kind.REDRIVE_ALL, 1, reason, since, 0));
    return sweep(
        () -> checks.redrive(limit, perSecond), new SweepRun.Plan(queue, stages, limit, perSecond));
  }

  /**
   * Drops READY, SCHEDULED and LEASED messages, and DEAD ones when asked; answers how many. Ends
   * early as a redrive.
   */
  public CompletableFuture<Long> purge(QueueName queue, boolean dead) {
    Sweep unfinished = Sweep.of(Sweep.Kind.PURGE, 1);
    var stages =
        dead ? List.of(unfinished, Sweep.of(Sweep.Kind.PURGE_DEAD, 1)) : List.of(unfinished);
    return sweep(() -> {}, new SweepRun.Plan(queue, stages, Long.MAX_VALUE, 0));
  }

  /** Makes a queue, or answers the one there is. */
  public CompletableFuture<QueueCatalog.Created> createQueue(QueueName queue, QueueConfig config) {
    return calls.call(
        () -> {
          checks.config(config);
          return engine.queues().create(queue, config);
        });
  }

  /**
   * Replaces a queue's configuration, but for what is fixed for its life: another mode fails with
   * QUEUE_MODE, and a ring that it has stays.
   *
   * @param version refuse when the queue's version differs; 0 = don't compare
   */
  public CompletableFuture<QueueCatalog.Updated> updateQueue(
      QueueName queue, QueueConfig config, long version) {
    return calls.call(
        () -> {
          checks.config(config);
          return engine
              .queues()
              .find(queue)
              .thenCompose(found -> update(found, queue, config, version));
        });
  }

  /** Stops, or starts again, handing out. Fails with QUEUE_NOT_FOUND. */
  public CompletableFuture<QueueInfo> pause(QueueName queue, boolean paused) {
    return calls.call(
        () ->
            engine
                .queues()
                .pause(queue, paused)
                .thenApply(
                    found -> {
                      QueueInfo info = found.orElseThrow(() -> Failures.noQueue(queue));
                      if (!paused) {
                        visible(queue, Instant.EPOCH);
                      }
                      return info;
                    }));
  }

  /** Removes a queue and all it holds; false when there was none. Whoever waits on it is told. */
  public CompletableFuture<Boolean> deleteQueue(QueueName queue) {
    return calls.call(
        () ->
            engine
                .queues()
                .delete(queue)
                .thenApply(
                    deleted -> {
                      lines.deleted(queue);
                      return deleted;
                    }));
  }

  /** Reads one queue. */
  public CompletableFuture<Optional<QueueInfo>> findQueue(QueueName queue) {
    return calls.call(() -> engine.queues().find(queue));
  }

  /**
   * Up to {@code limit} queues by name whose names start with {@code prefix}, from the one after
   * {@code cursor}.
   */
  public CompletableFuture<List<QueueInfo>> listQueues(
      QueueName prefix, @Nullable QueueName cursor, int limit) {
    return calls.call(
        () -> {
          checks.limit(limit);
          return engine.queues().list(prefix, cursor, limit);
        });
  }

  /** Statistics, one per name, empty where there is no such queue. */
  public CompletableFuture<List<Optional<QueueStats>>> stats(List<QueueName> queues) {
    return calls.call(
        () -> {
          checks.names(queues);
          return engine.queues().stats(queues);
        });
  }

  /**
   * Drops all messages of an HTTPSQS queue, restarts its positions and restores the default ring.
   */
  public CompletableFuture<QueueCatalog.RingResult> resetRing(QueueName queue) {
    return calls.call(() -> engine.queues().resetRing(queue));
  }

  /** Changes the number of positions of an HTTPSQS queue where the original allows it. */
  public CompletableFuture<QueueCatalog.RingResult> resizeRing(QueueName queue, long max) {
    return calls.call(() -> engine.queues().resizeRing(queue, max));
  }

  /** Who decides the durability of all queues; null = each queue's configuration. */
  public @Nullable String durabilityDecidedBy() {
    return engine.durabilityDecidedBy();
  }

  /** Answers long polls, now and later, with what there is (nothing). All else goes on. */
  public void endWaits() {
    lines.close();
  }

  /**
   * Refuses new requests, answers long polls with what there is (nothing), ends purges and
   * redrives, and waits, within bounds, for what is in flight. Blocks; a second call does nothing
   * new.
   */
  @Override
  public void close() {
    gate.shut();
    lines.close();
    sweeps.close();
    if (!gate.awaitQuiet(options.closeWithin())) {
      LOG.warn(
          "Requests were still in flight {} after the broker was told to close",
          options.closeWithin());
    }
    timer.close();
  }

  private void visible(QueueName queue, Instant at) {
    lines.visible(queue, at);
    deliveries.visible(queue, at);
  }

  private CompletableFuture<QueueCatalog.Updated> update(
      Optional<QueueInfo> found, QueueName queue, QueueConfig config, long version) {
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(new QueueCatalog.Updated(null, false));
    }
    QueueConfig now = found.get().config();
    if (now.mode() != config.mode()) {
      throw Failures.otherMode(queue, now.mode(), config.mode());
    }
    return engine.queues().update(queue, now.ring() ? config.withRing() : config, version);
  }

  private List<SettleResult> counted(
      QueueName queue, List<Settlement> settlements, List<SettleResult> results) {
    int stale = 0;
    for (int i = 0; i < results.size(); i++) {
      SettleResult result = results.get(i);
      if (result.status() == SettleResult.Status.STALE) {
        stale++;
      } else {
        metrics.settled(queue, settlements.get(i).outcome().label(), result.dueAt());
      }
    }
    if (stale > 0) {
      metrics.stale(stale);
    }
    return results;
  }

  private CompletableFuture<Long> sweep(Runnable check, SweepRun.Plan plan) {
    try {
      check.run();
      gate.enter();
    } catch (BrokerException e) {
      return Calls.refused(e);
    }
    try {
      return sweeps.start(plan);
    } finally {
      gate.end();
    }
  }
}
