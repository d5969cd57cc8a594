package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.VisibilityListener;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One verb on its way: created by a caller, run by the writer thread, answered by the sync thread
 * once what it changed is as durable as its queue asks.
 *
 * @param <T> what it answers
 */
abstract class Command<T> {
  /** How much free disk a command needs to be let in. */
  enum Need {
    /** Changes nothing. */
    NOTHING,
    /** Makes room, or changes little: let in until the reserve itself is used up. */
    RESERVE,
    /** Stores more. */
    SPACE
  }

  private final CompletableFuture<T> future = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable Throwable failure;
  private boolean durable;

  final CompletableFuture<T> future() {
    return future;
  }

  abstract Need need();

  /** Does the work; what it throws is the answer, and nothing of it was changed. */
  abstract T run(Core core);

  /** Tells who waits for messages; after the answer. */
  void announce(VisibilityListener listener) {}

  /** The change must be synced before it is answered. */
  final void mustBeDurable() {
    durable = true;
  }

  final boolean durable() {
    return durable;
  }

  final void execute(Core core) {
    try {
      result = run(core);
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.OUTCOME_UNKNOWN) {
        throw e;
      }
      failure = e;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      failure =
          new StorageException(
              StorageException.Kind.CORRUPT, "a stored record can't be read: " + e, e);
    }
  }

  final void fail(Throwable e) {
    failure = e;
  }

  /** Completes the future. */
  void answer(VisibilityListener listener) {
    Throwable e = failure;
    if (e != null) {
      future.completeExceptionally(e);
      return;
    }
    future.complete(result);
    announce(listener);
  }
}
