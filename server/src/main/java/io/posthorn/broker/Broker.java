package io.posthorn.broker;

import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
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
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The only door for protocols. Futures fail with {@link BrokerException} only, and complete on a thread that must not
 * be blocked.
 */
public final class Broker implements AutoCloseable {
  public Broker(StorageEngine engine, BrokerLimits limits, boolean createOnUse, RandomGenerator random) {
    throw new UnsupportedOperationException("in work");
  }

  /** Stores messages of one queue; {@code ifMissing} is the queue that is made when there is none. */
  public CompletableFuture<List<EnqueueResult>> enqueue(
      QueueName queue, List<NewMessage> messages, Atomicity atomicity, QueueConfig ifMissing) {
    throw new UnsupportedOperationException("in work");
  }

  /** The hot path: one message, validated as a batch of one is. */
  public CompletableFuture<EnqueueResult> enqueue(QueueName queue, NewMessage message, QueueConfig ifMissing) {
    throw new UnsupportedOperationException("in work");
  }

  /**
   * Takes up to {@code limit} messages, waiting up to {@code wait} for the first. Cancelling the future withdraws the
   * request: what it had already taken goes back.
   */
  public CompletableFuture<Taken> take(QueueName queue, int limit, Duration wait) {
    throw new UnsupportedOperationException("in work");
  }

  /** A reservation and the queue it came from. */
  public record ReservedFrom(QueueName queue, Reserved reserved) {}

  /** As {@link #take}, under leases, from the first of {@code queues} that has something. */
  public CompletableFuture<ReservedFrom> reserve(
      List<QueueName> queues, int limit, @Nullable Duration lease, Duration wait) {
    throw new UnsupportedOperationException("in work");
  }

  /** Returns taken messages whose consumer was gone before a byte of the answer was written. */
  public void putBack(QueueName queue, Taken taken) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<List<SettleResult>> settle(QueueName queue, List<Settlement> settlements) {
    throw new UnsupportedOperationException("in work");
  }

  /** Draws the jitter of a settlement. */
  public double jitter() {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<Page> browse(Browse browse) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    throw new UnsupportedOperationException("in work");
  }

  /** Redrives up to {@code limit} DEAD messages, at most {@code perSecond} a second (0 = as fast as it goes). */
  public CompletableFuture<Long> redrive(
      QueueName queue, @Nullable String reason, @Nullable Instant since, long limit, double perSecond) {
    throw new UnsupportedOperationException("in work");
  }

  /** Drops READY, SCHEDULED and LEASED messages, and DEAD ones when asked; answers how many. */
  public CompletableFuture<Long> purge(QueueName queue, boolean dead) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<QueueCatalog.Created> createQueue(QueueName queue, QueueConfig config) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<QueueCatalog.Updated> updateQueue(QueueName queue, QueueConfig config, long version) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<QueueInfo> pause(QueueName queue, boolean paused) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<Boolean> deleteQueue(QueueName queue) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<Optional<QueueInfo>> findQueue(QueueName queue) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<List<QueueInfo>> listQueues(QueueName prefix, @Nullable QueueName cursor, int limit) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<List<Optional<QueueStats>>> stats(List<QueueName> queues) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<QueueCatalog.RingResult> resetRing(QueueName queue) {
    throw new UnsupportedOperationException("in work");
  }

  public CompletableFuture<QueueCatalog.RingResult> resizeRing(QueueName queue, long max) {
    throw new UnsupportedOperationException("in work");
  }

  /** Answers long polls with what there is (nothing), refuses new ones, waits for what is in flight. */
  @Override
  public void close() {}
}
