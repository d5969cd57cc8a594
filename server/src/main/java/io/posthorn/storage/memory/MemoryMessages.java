package io.posthorn.storage.memory;

import io.posthorn.message.Message;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.Page;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The verbs on messages: each one a turn of the engine. */
final class MemoryMessages implements MessageStore {
  private final MemoryStorageEngine engine;
  private final QueueTable queues;

  MemoryMessages(MemoryStorageEngine engine, QueueTable queues) {
    this.engine = engine;
    this.queues = queues;
  }

  @Override
  public CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity) {
    return engine.turn(turn -> new Enqueuing(queues, groups, turn).store(atomicity));
  }

  @Override
  public CompletableFuture<Reserved> reserve(Reserve reserve) {
    return engine.turn(turn -> HandingOut.reserve(queues.find(reserve.queue()), reserve, turn));
  }

  @Override
  public CompletableFuture<Taken> take(Take take) {
    return engine.turn(turn -> HandingOut.take(queues.find(take.queue()), take, turn));
  }

  @Override
  public CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    return engine.turn(turn -> PuttingBack.putBack(queues.find(queue), messages, turn));
  }

  @Override
  public CompletableFuture<List<SettleResult>> settle(
      QueueName name, List<Settlement> settlements) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          var results =
              settlements.stream()
                  .map(settlement -> Settling.settle(queue, settlement, turn))
                  .toList();
          tellIfBounded(queue, turn);
          return results;
        });
  }

  @Override
  public CompletableFuture<Page> browse(Browse browse) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(browse.queue());
          return queue == null ? Page.EMPTY : Browsing.browse(queue, browse, turn);
        });
  }

  @Override
  public CompletableFuture<Optional<MessageView>> find(QueueName name, MessageRef message) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          if (queue == null) {
            return Optional.empty();
          }
          return Optional.ofNullable(queue.find(message))
              .map(entry -> Showing.view(queue, entry, false, turn));
        });
  }

  @Override
  public CompletableFuture<List<ChangeResult>> change(QueueName name, List<Change> changes) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          var results =
              changes.stream().map(change -> Changing.change(queue, change, turn)).toList();
          tellIfBounded(queue, turn);
          return results;
        });
  }

  @Override
  public CompletableFuture<Swept> sweep(QueueName name, Sweep sweep) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          if (queue == null) {
            return new Swept(0, 0);
          }
          Swept swept = new Sweeping(queue, sweep, turn).run();
          tellIfBounded(queue, turn);
          return swept;
        });
  }

  /** What kept others from being handed out may be gone. */
  private static void tellIfBounded(@Nullable MemoryQueue queue, Turn turn) {
    if (queue != null && queue.bounds.any()) {
      turn.visible(queue.name, turn.elapsed);
    }
  }
}
