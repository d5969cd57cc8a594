package io.posthorn.monitor;

import io.posthorn.storage.NodeCatalog;
import io.posthorn.storage.NodeInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells others who share this node's storage that it is there, and knows who they are, as of a few
 * seconds ago. On storage of its own it does nothing, and there are none.
 */
public final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** One that missed three turns is gone. */
  private static final Duration LIFE = Duration.ofSeconds(18);

  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final @Nullable NodeCatalog nodes;
  private final Duration every;
  private volatile List<NodeInfo> others = List.of();
  private @Nullable NodeInfo self;
  private @Nullable ScheduledExecutorService thread;

  /** Of a node whose storage has {@code nodes}; null = it shares none. */
  public Presence(@Nullable NodeCatalog nodes) {
    this(nodes, EVERY);
  }

  Presence(@Nullable NodeCatalog nodes, Duration every) {
    this.nodes = nodes;
    this.every = every;
  }

  /** Begins to tell that {@code node} is there. Once. */
  public synchronized void announce(NodeInfo node) {
    NodeCatalog catalog = nodes;
    if (catalog == null) {
      return;
    }
    self = node;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var worker = new Thread(work, "posthorn-presence");
              worker.setDaemon(true);
              return worker;
            });
    thread.scheduleWithFixedDelay(
        () -> meet(catalog, node), 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Who else is there. Any thread. */
  public List<NodeInfo> others() {
    return others;
  }

  private void meet(NodeCatalog catalog, NodeInfo node) {
    catalog
        .announce(node, LIFE)
        .whenComplete(
            (all, failure) -> {
              if (all == null) {
                LOG.debug("This node could not say that it is there", failure);
              } else {
                others = all.stream().filter(each -> !each.id().equals(node.id())).toList();
              }
            });
  }

  /** Says goodbye, if storage hears it within a second. */
  @Override
  public synchronized void close() {
    if (nodes == null || thread == null || self == null) {
      return;
    }
    thread.shutdownNow();
    try {
      nodes
          .withdraw(self)
          .orTimeout(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
          .handle((done, failure) -> failure)
          .join();
    } finally {
      thread = null;
    }
  }
}
