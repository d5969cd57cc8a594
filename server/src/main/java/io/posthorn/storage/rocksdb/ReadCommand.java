package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.VisibilityListener;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A read: the writer thread only takes a snapshot, a reader thread does the work, so that reading
 * never holds up writing.
 *
 * @param <T> what it answers
 */
final class ReadCommand<T> extends Command<T> {
  private final QueueName name;
  private final Executor readers;
  private final Function<Resolved, T> read;
  private final T missing;
  private final @Nullable String key;
  private @Nullable Resolved resolved;

  /** A view, and the sequence that the key asked for names; 0 = none. */
  record Resolved(QueueView view, long sequence) {}

  ReadCommand(
      QueueName name,
      @Nullable String key,
      Executor readers,
      T missing,
      Function<Resolved, T> read) {
    this.name = name;
    this.key = key;
    this.readers = readers;
    this.missing = missing;
    this.read = read;
  }

  @Override
  Need need() {
    return Need.NOTHING;
  }

  @Override
  T run(Core core) {
    QueueState state = core.states.find(name);
    if (state != null) {
      byte[] holder =
          key == null ? null : core.get(Column.KEYS, Keys.producerKey(state.incarnation(), key));
      resolved =
          new Resolved(QueueView.of(core, state), holder == null ? 0 : Keys.getLong(holder, 0));
    }
    return missing;
  }

  @Override
  void answer(VisibilityListener listener) {
    Resolved ready = resolved;
    if (ready == null) {
      super.answer(listener);
      return;
    }
    try {
      readers.execute(() -> read(ready));
    } catch (RejectedExecutionException e) {
      release(ready);
      future()
          .completeExceptionally(
              new StorageException(StorageException.Kind.OVERLOADED, "too many reads wait", e));
    }
  }

  private void read(Resolved ready) {
    T result;
    try {
      result = read.apply(ready);
    } catch (StorageException e) {
      future().completeExceptionally(e);
      return;
    } catch (RuntimeException | Error e) {
      future()
          .completeExceptionally(
              new StorageException(
                  StorageException.Kind.CORRUPT, "a stored record can't be read: " + e, e));
      return;
    } finally {
      release(ready);
    }
    future().complete(result);
  }

  private static void release(Resolved ready) {
    ready.view().db().release(ready.view().snapshot());
  }
}
