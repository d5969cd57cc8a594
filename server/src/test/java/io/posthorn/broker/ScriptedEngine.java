package io.posthorn.broker;

import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.Page;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** An engine whose every hand-out is answered by the test, when the test wants it. */
final class ScriptedEngine implements StorageEngine, MessageStore {
  /** A question and its answer to be. */
  record Ask(
      QueueName queue,
      int limit,
      CompletableFuture<Taken> take,
      CompletableFuture<Reserved> reserve) {
    /** Answers {@code bodies}. */
    void answer(String... bodies) {
      answer(null, bodies);
    }

    void answer(Instant nextVisibleAt, String... bodies) {
      List<Message> messages = messages(bodies);
      take.complete(new Taken(HandOut.OK, messages, nextVisibleAt));
      List<Delivery> deliveries =
          messages.stream()
              .map(m -> new Delivery(m, new Receipt(1, m.sequence(), 1), Instant.EPOCH, 1))
              .toList();
      reserve.complete(new Reserved(HandOut.OK, deliveries, nextVisibleAt, null));
    }

    void fail(RuntimeException failure) {
      take.completeExceptionally(failure);
      reserve.completeExceptionally(failure);
    }
  }

  final List<Ask> asks = new CopyOnWriteArrayList<>();
  final List<String> putBack = new CopyOnWriteArrayList<>();
  final List<Settlement> settled = new CopyOnWriteArrayList<>();
  final List<Sweep> sweeps = new CopyOnWriteArrayList<>();
  volatile Swept sweep = new Swept(0, 0);

  /** Completed by the test when it wants putBack to be slow. */
  volatile CompletableFuture<Boolean> putBackDone = CompletableFuture.completedFuture(true);

  private volatile VisibilityListener listener = (queue, at) -> {};

  static List<Message> messages(String... bodies) {
    return IntStream.range(0, bodies.length)
        .mapToObj(
            i ->
                new Message(
                    new MessageId(1, i + 1),
                    0,
                    Body.ofUtf8(bodies[i]),
                    null,
                    null,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    (Duration) null,
                    0,
                    1))
        .toList();
  }

  /** The last question asked. */
  Ask last() {
    return asks.get(asks.size() - 1);
  }

  void arrive(QueueName queue) {
    listener.visible(queue, Instant.EPOCH);
  }

  void due(QueueName queue, Instant at) {
    listener.visible(queue, at);
  }

  @Override
  public CompletableFuture<Taken> take(Take take) {
    var ask =
        new Ask(take.queue(), take.limit(), new CompletableFuture<>(), new CompletableFuture<>());
    asks.add(ask);
    return ask.take();
  }

  @Override
  public CompletableFuture<Reserved> reserve(Reserve reserve) {
    var ask =
        new Ask(
            reserve.queue(), reserve.limit(), new CompletableFuture<>(), new CompletableFuture<>());
    asks.add(ask);
    return ask.reserve();
  }

  @Override
  public CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    messages.forEach(message -> putBack.add(message.body().utf8()));
    return putBackDone;
  }

  @Override
  public CompletableFuture<List<SettleResult>> settle(
      QueueName queue, List<Settlement> settlements) {
    settled.addAll(settlements);
    return CompletableFuture.completedFuture(
        new ArrayList<>(settlements.stream().map(s -> SettleResult.STALE).toList()));
  }

  @Override
  public CompletableFuture<Swept> sweep(QueueName queue, Sweep asked) {
    sweeps.add(asked);
    return CompletableFuture.completedFuture(sweep);
  }

  @Override
  public CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Page> browse(Browse browse) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MessageStore messages() {
    return this;
  }

  @Override
  public QueueCatalog queues() {
    throw new UnsupportedOperationException();
  }

  @Override
  public TopicCatalog topics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public EngineClock clock() {
    return EngineClock.system();
  }

  @Override
  public Health check() {
    return Health.UP;
  }

  @Override
  public void onVisible(VisibilityListener newListener) {
    listener = newListener;
  }

  @Override
  public void close() {}
}
