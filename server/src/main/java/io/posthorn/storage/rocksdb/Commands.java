package io.posthorn.storage.rocksdb;

import java.util.concurrent.CompletableFuture;

/** Where commands go. */
interface Commands {
  /** Runs a command, some time; answers its future. */
  <T> CompletableFuture<T> submit(Command<T> command);
}
