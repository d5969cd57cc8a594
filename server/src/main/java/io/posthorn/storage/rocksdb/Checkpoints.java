package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNullElseGet;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rocksdb.RocksDBException;

/**
 * Makes copies of the open database, one at a time, beside the threads that serve. The writer goes
 * on meanwhile: what it writes after the copy began is in it or not, but in its order.
 */
final class Checkpoints {
  private final Recovery recovery;
  private final RocksOptions options;
  private final AtomicBoolean busy = new AtomicBoolean();

  Checkpoints(Recovery recovery, RocksOptions options) {
    this.recovery = recovery;
    this.options = options;
  }

  CompletableFuture<Void> make(Path directory) {
    if (!busy.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(
          new StorageException(Kind.OVERLOADED, "another copy of the store is being made"));
    }
    var made = new CompletableFuture<Void>();
    var thread = new Thread(() -> make(directory, made), "posthorn-checkpoint");
    thread.setDaemon(true);
    thread.start();
    return made;
  }

  private void make(Path directory, CompletableFuture<Void> made) {
    try {
      copy(directory);
    } catch (StorageException e) {
      busy.set(false);
      made.completeExceptionally(e);
      return;
    } catch (RocksDBException | IOException | RuntimeException e) {
      busy.set(false);
      made.completeExceptionally(
          new StorageException(Kind.FAILED, "the store can't be copied: " + e.getMessage(), e));
      return;
    }
    busy.set(false);
    made.complete(null);
  }

  private void copy(Path directory) throws RocksDBException, IOException {
    // What is in memory becomes a file, and the log is copied: that needs about as much room as
    // opening does.
    if (new FreeSpace(options.directory(), options.minFree()).lacksToOpen()) {
      throw new StorageException(
          Kind.FULL, "the disk of " + options.directory() + " has too little room for a copy");
    }
    Core core = recovery.core();
    if (core == null || recovery.needed()) {
      throw requireNonNullElseGet(
          recovery.refusal(), () -> new StorageException(Kind.CLOSED, "the store is closed"));
    }
    core.db.checkpoint(directory);
  }
}
