package io.posthorn;

import io.posthorn.backup.Folders;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.protocol.rest.StoreCopies;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.rocksdb.RocksStorageEngine;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of a running server's store, in a folder of its data directory: there it shares files
 * with the store, and no caller of the API can have the server write anywhere else.
 */
final class LiveCopy implements StoreCopies {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCopy.class);

  /** Its folder within the data directory. */
  static final String FOLDER = "checkpoint";

  private final RocksStorageEngine engine;
  private final Path folder;

  LiveCopy(RocksStorageEngine engine, Path data) {
    this.engine = engine;
    this.folder = data.resolve(FOLDER);
    dropLeftover(data);
  }

  /** One that nobody copies from any more would only fill the disk. */
  private void dropLeftover(Path data) {
    if (!Files.exists(folder)) {
      return;
    }
    try (BackupLock free = BackupLock.tryTake(data)) {
      if (free != null) {
        deleteFolder();
      }
    } catch (IOException e) {
      LOG.warn("{} can't be locked: {}", data, e.getMessage());
    }
  }

  @Override
  public CompletableFuture<Path> make() {
    return CompletableFuture.runAsync(this::prepare).thenCompose(nothing -> fill());
  }

  private CompletableFuture<Path> fill() {
    return engine
        .checkpoint(folder.resolve(Engines.ROCKSDB_FOLDER))
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                deleteFolder();
                throw refused(failure);
              }
              return folder;
            });
  }

  private void prepare() {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      throw new BrokerException(
          ErrorCode.BACKUP_REFUSED,
          "Another backup is under way, or was left in "
              + folder
              + "; DELETE /v1/admin/backup removes it.",
          e);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  @Override
  public CompletableFuture<Void> drop() {
    return CompletableFuture.runAsync(this::deleteFolder);
  }

  private void deleteFolder() {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      LOG.warn("{} can't be removed: {}", folder, e.getMessage());
    }
  }

  private BrokerException refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof BrokerException known) {
      return known;
    }
    ErrorCode code =
        cause instanceof StorageException storage && storage.kind() == StorageException.Kind.FULL
            ? ErrorCode.STORAGE_FULL
            : ErrorCode.BACKUP_REFUSED;
    LOG.warn("A backup could not be made: {}", cause.getMessage());
    return new BrokerException(code, "No copy in " + folder + ": " + cause.getMessage(), cause);
  }
}
