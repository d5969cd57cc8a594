package io.posthorn.storage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Which processes work on shared storage. Nothing is decided by it: it is for people. See {@link
 * StorageEngine} for threading and failures.
 */
public interface NodeCatalog {
  /**
   * Says that {@code self} is there, and will be for {@code life} unless it says so again; answers
   * all that are, in the order of their names and ids.
   */
  CompletableFuture<List<NodeInfo>> announce(NodeInfo self, Duration life);

  /** Says that {@code self} is gone. */
  CompletableFuture<Void> withdraw(NodeInfo self);
}
