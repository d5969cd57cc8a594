package io.posthorn.storage;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The verbs on queues. See {@link StorageEngine} for threading and failures. */
public interface QueueCatalog {
  /**
   * Makes a queue; answers it, or the one that was there already, unchanged ({@code created}
   * tells).
   */
  CompletableFuture<Created> create(QueueName queue, QueueConfig config);

  /**
   * Replaces a queue's configuration. Messages keep the life they were given. A queue that becomes
   * one with a ring begins it after its last sequence.
   *
   * @param expectedVersion refuse when the version differs; 0 = don't compare
   */
  CompletableFuture<Updated> update(QueueName queue, QueueConfig config, long expectedVersion);

  /** Stops, or starts again, handing out. Empty when there is no such queue. */
  CompletableFuture<Optional<QueueInfo>> pause(QueueName queue, boolean paused);

  /**
   * Removes a queue and all it holds; false when there was none. Sequences don't begin again: those
   * of every queue made later lie above all that the removed one gave out. Space comes back later,
   * in slices.
   */
  CompletableFuture<Boolean> delete(QueueName queue);

  /** Reads one queue. */
  CompletableFuture<Optional<QueueInfo>> find(QueueName queue);

  /**
   * Up to {@code limit} queues by name whose names start with {@code prefix}, from the one after
   * {@code cursor}.
   */
  CompletableFuture<List<QueueInfo>> list(QueueName prefix, @Nullable QueueName cursor, int limit);

  /** Statistics, one per name, empty where there is no such queue. */
  CompletableFuture<List<Optional<QueueStats>>> stats(List<QueueName> queues);

  /**
   * Drops all messages of an HTTPSQS queue, finished ones too, restarts its positions and restores
   * the default ring. Sequences go on.
   */
  CompletableFuture<RingResult> resetRing(QueueName queue);

  /**
   * Changes the number of positions of an HTTPSQS queue where the original allows it: {@link
   * io.posthorn.message.Ring#canResize}, {@link io.posthorn.message.Ring#MIN_MAX} to {@link
   * io.posthorn.message.Ring#MAX_MAX}.
   */
  CompletableFuture<RingResult> resizeRing(QueueName queue, long max);

  /** The outcome of a create. */
  record Created(QueueInfo queue, boolean created) {}

  /** The outcome of an update; {@code queue} is null when there is none. */
  record Updated(@Nullable QueueInfo queue, boolean updated) {}

  /** The outcome of a ring verb. */
  enum RingResult {
    /** Done. */
    CHANGED,
    /** The ring's state does not allow it. */
    REFUSED,
    /** No such queue, or not one with a ring. */
    QUEUE_MISSING
  }
}
