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

/** The verbs on messages: each one a script. */
final class RedisMessages implements MessageStore {
  private final Calls calls;
  private final HandingOut handingOut;
  private final Settling settling;
  private final Changing changing;
  private final Reading reading;

  RedisMessages(Calls calls) {
    this.calls = calls;
    this.handingOut = new HandingOut(calls);
    this.settling = new Settling(calls);
    this.changing = new Changing(calls);
    this.reading = new Reading(calls);
  }

  @Override
  public CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity) {
    return new Enqueuing(calls, groups, atomicity).run();
  }

  @Override
  public CompletableFuture<Reserved> reserve(Reserve reserve) {
    return handingOut.reserve(reserve);
  }

  @Override
  public CompletableFuture<Taken> take(Take take) {
    return handingOut.take(take);
  }

  @Override
  public CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    return handingOut.putBack(queue, messages);
  }

  @Override
  public CompletableFuture<List<SettleResult>> settle(
      QueueName queue, List<Settlement> settlements) {
    return settling.settle(queue, settlements);
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
