package io.posthorn.protocol.rest;

import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Copies of all that a running server stores, for {@code posthorn backup}. There is at most one.
 * Methods never block; futures fail with {@link BrokerException} only.
 */
public interface StoreCopies {
  /** Makes one, with every change that was answered before; answers where it is. */
  CompletableFuture<Path> make();

  /** Removes the one there is, if any. */
  CompletableFuture<Void> drop();

  /** Those of a server that keeps nothing of its own; {@code why} is a sentence. */
  static StoreCopies none(String why) {
    return new StoreCopies() {
      @Override
      public CompletableFuture<Path> make() {
        return CompletableFuture.failedFuture(new BrokerException(ErrorCode.BACKUP_REFUSED, why));
      }

      @Override
      public CompletableFuture<Void> drop() {
        return CompletableFuture.completedFuture(null);
      }
    };
  }
}
