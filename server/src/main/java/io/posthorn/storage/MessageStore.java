package io.posthorn.storage;

import io.posthorn.message.Message;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The verbs on messages. Ready messages are handed out in order of (visibleAt, sequence).
 *
 * <p>See {@link StorageEngine} for threading and failures. A verb on a queue that does not exist answers so by value.
 */
public interface MessageStore {
  /**
   * Stores messages; answers one result per message, in order. Refused ones leave no trace, not even a sequence.
   *
   * @param atomicity whether one refused message refuses others
   */
  CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity);

  /** Leases ready messages. The lease and the attempt number are durable before the answer. */
  CompletableFuture<Reserved> reserve(Reserve reserve);

  /** Removes ready messages and hands them out: at most once. */
  CompletableFuture<Taken> take(Take take);

  /**
   * Returns just taken messages whose consumer went away before a byte reached it: READY again at their old
   * {@code visibleAt}, capacity notwithstanding. False when the queue is gone.
   */
  CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages);

  /** Ends or extends leases; one result per settlement, in order. */
  CompletableFuture<List<SettleResult>> settle(QueueName queue, List<Settlement> settlements);

  /** Reads messages without changing them. An unknown queue is an empty page. */
  CompletableFuture<Page> browse(Browse browse);

  /** Reads one unfinished, dead or retained message. */
  CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message);

  /** Changes single messages; one result per change, in order. */
  CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes);

  /** Does one bounded slice of work on a whole queue. */
  CompletableFuture<Swept> sweep(QueueName queue, Sweep sweep);
}
