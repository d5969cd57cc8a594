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
    return engine.turn(turn -> HandingOut.putBack(queues.find(queue), messages, turn));
  }

  @Override
  public CompletableFuture<List<SettleResult>> settle(
      QueueName queue, List<Settlement> settlements) {
    return engine.turn(
        turn ->
            settlements.stream()
                .map(settlement -> Settling.settle(queues.find(queue), settlement, turn))
                .toList());
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
              .map(entry -> entry.view(turn, queue.position(entry.sequence()), false));
        });
  }

  @Override
  public CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    return engine.turn(
        turn ->
            changes.stream()
                .map(change -> Changing.change(queues.find(queue), change, turn))
                .toList());
  }

  @Override
  public CompletableFuture<Swept> sweep(QueueName name, Sweep sweep) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          return queue == null ? new Swept(0, 0) : new Sweeping(queue, sweep, turn).run();
        });
  }
}
