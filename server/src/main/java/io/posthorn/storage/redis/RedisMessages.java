package io.posthorn.storage.redis;

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

/**
 * The verbs on messages: each one a script. What is enqueued, handed out and settled most often is
 * grouped.
 */
final class RedisMessages implements MessageStore {
  private static final int MOST_REQUESTS = 1 << 16;
  private static final long MOST_BYTES = 64L << 20;

  private final Enqueuing enqueuing;
  private final Grouping<Take, Taken> takes;
  private final Grouping<Reserve, Reserved> reserves;
  private final Grouping<List<Settlement>, List<SettleResult>> settlements;
  private final PuttingBack puttingBack;
  private final Changing changing;
  private final Reading reading;

  RedisMessages(Calls calls) {
    var backlog = new Backlog(MOST_REQUESTS, MOST_BYTES);
    this.enqueuing = new Enqueuing(new EnqueueScript(calls), backlog, calls.link().cluster());
    this.takes = new Grouping<>(backlog, new Taking(calls));
    this.reserves = new Grouping<>(backlog, new Reserving(calls));
    this.settlements = new Grouping<>(backlog, new Settling(calls));
    this.puttingBack = new PuttingBack(calls);
    this.changing = new Changing(calls);
    this.reading = new Reading(calls);
  }

  @Override
  public CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity) {
    return enqueuing.enqueue(groups, atomicity);
  }

  @Override
  public CompletableFuture<Reserved> reserve(Reserve reserve) {
    return reserves.ask(reserve.queue(), reserve);
  }

  @Override
  public CompletableFuture<Taken> take(Take take) {
    return takes.ask(take.queue(), take);
  }

  @Override
  public CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    return puttingBack.putBack(queue, messages);
  }

  @Override
  public CompletableFuture<List<SettleResult>> settle(QueueName queue, List<Settlement> asked) {
    return settlements.ask(queue, asked);
  }

  @Override
  public CompletableFuture<Page> browse(Browse browse) {
    return reading.browse(browse);
  }

  @Override
  public CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message) {
    return reading.find(queue, message);
  }

  @Override
  public CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    return changing.change(queue, changes);
  }

  @Override
  public CompletableFuture<Swept> sweep(QueueName queue, Sweep sweep) {
    return changing.sweep(queue, sweep);
  }
}
