package io.posthorn.storage.rocksdb;

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
import io.posthorn.storage.rocksdb.ReadCommand.Resolved;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The verbs on messages, each one a command of the writer thread. */
final class RocksMessages implements MessageStore {
  private final Commands writer;
  private final Executor readers;

  RocksMessages(Commands writer, Executor readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity) {
    return writer.submit(new EnqueueCommand(groups, atomicity));
  }

  @Override
  public CompletableFuture<Reserved> reserve(Reserve reserve) {
    return writer.submit(new ReserveCommand(reserve));
  }

  @Override
  public CompletableFuture<Taken> take(Take take) {
    return writer.submit(new TakeCommand(take));
  }

  @Override
  public CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    return writer.submit(new PutBackCommand(queue, messages));
  }

  @Override
  public CompletableFuture<List<SettleResult>> settle(
      QueueName queue, List<Settlement> settlements) {
    return writer.submit(new SettleCommand(queue, settlements));
  }

  @Override
  public CompletableFuture<Page> browse(Browse browse) {
    return writer.submit(
        new ReadCommand<>(
            browse.queue(),
            null,
            readers,
            Page.EMPTY,
            read -> new BrowseReader(read.view(), browse).read()));
  }

  @Override
  public CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message) {
    return writer.submit(
        new ReadCommand<>(
            queue, message.key(), readers, Optional.empty(), read -> find(read, message)));
  }

  private static Optional<MessageView> find(Resolved read, MessageRef message) {
    long sequence = read.sequence();
    if (message.id() != null) {
      sequence =
          message.id().incarnation() == read.view().incarnation() ? message.id().sequence() : 0;
    }
    return sequence <= 0
        ? Optional.empty()
        : Optional.ofNullable(read.view().find(sequence, false));
  }

  @Override
  public CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes) {
    return writer.submit(new ChangeCommand(queue, changes));
  }

  @Override
  public CompletableFuture<Swept> sweep(QueueName queue, Sweep sweep) {
    return writer.submit(new SweepCommand(queue, sweep));
  }
}
