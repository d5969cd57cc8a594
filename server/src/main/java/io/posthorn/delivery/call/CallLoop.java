package io.posthorn.delivery.call;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls, pools and connections of one event loop. Nothing is shared with other loops but the
 * counters, so that nothing is locked; the bound on connections holds for all loops together,
 * because a loop may be the home of all targets in use. Confined to its event loop.
 */
final class CallLoop {
  private static final long SWEEP_MILLIS = 500;

  private final EventLoop executor;
  private final CallerOptions options;
  private final Connector connector;
  private final int connectionsPerTarget;
  private final long idleNanos;
  private final AtomicInteger open;
  private final Runnable whenFull;
  private final Map<Origin, Pool> pools = new HashMap<>();
  private final Set<HttpCall> live = new HashSet<>();

  /** The longest unused first. */
  private final LinkedHashSet<Connection> idle = new LinkedHashSet<>();

  private @Nullable ScheduledFuture<?> sweep;
  private int connections;
  private boolean closed;

  /**
   * A loop without connections.
   *
   * @param open counts the connections of all loops
   * @param whenFull asks other loops for one that they do not use
   */
  CallLoop(
      EventLoop executor,
      CallerOptions options,
      TlsClient tls,
      int connectionsPerTarget,
      AtomicInteger open,
      Runnable whenFull) {
    this.executor = executor;
    this.options = options;
    this.connector = new Connector(executor, options, tls);
    this.connectionsPerTarget = connectionsPerTarget;
    this.idleNanos = options.connections().idle().toNanos();
    this.open = open;
    this.whenFull = whenFull;
  }

  EventLoop executor() {
    return executor;
  }

  CallerOptions options() {
    return options;
  }

  int connectionsPerTarget() {
    return connectionsPerTarget;
  }

  long idleNanos() {
    return idleNanos;
  }

  ScheduledFuture<?> after(Duration delay, Runnable task) {
    return executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** False when this is closed. */
  boolean begun(HttpCall call) {
    return !closed && live.add(call);
  }

  void ended(HttpCall call) {
    live.remove(call);
  }

  Pool pool(Origin origin) {
    Pool pool = pools.get(origin);
    if (pool == null) {
      pool = new Pool(this, origin, origin.secure() && options.http2());
      pools.put(origin, pool);
    }
    return pool;
  }

  void connect(Pool pool, HttpCall asker) {
    connector.connect(pool, asker);
  }

  void discardIfUnused(Pool pool) {
    if (pool.unused()) {
      pools.remove(pool.origin(), pool);
    }
  }

  /**
   * Room for one more connection; makes some by closing the one that was unused the longest. If
   * only other loops have unused ones, there is room a moment later.
   */
  boolean reserve() {
    // What was closed is counted until its end was noticed, soon.
    if (open.incrementAndGet() > options.connections().all() && !closeUnused()) {
      open.decrementAndGet();
      whenFull.run();
      return false;
    }
    connections++;
    if (sweep == null) {
      sweep =
          executor.scheduleWithFixedDelay(
              this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  /** Closes the connection that was unused the longest; answers whether there was one. */
  boolean closeUnused() {
    var oldest = idle.iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    Connection unused = oldest.next();
    oldest.remove();
    unused.close();
    return true;
  }

  void unreserve() {
    connections--;
    open.decrementAndGet();
  }

  void idled(Connection connection) {
    idle.add(connection);
  }

  void used(Connection connection) {
    idle.remove(connection);
  }

  int pools() {
    return pools.size();
  }

  int idleConnections() {
    return idle.size();
  }

  private void sweep() {
    for (Connection connection : new ArrayList<>(idle)) {
      if (connection.expired()) {
        connection.close();
      }
    }
    ScheduledFuture<?> running = sweep;
    if (connections == 0 && running != null) {
      running.cancel(false);
      sweep = null;
    }
  }

  /** Aborts every call; connections are closed with the event loops. */
  void close() {
    closed = true;
    List<HttpCall> aborting = new ArrayList<>(live);
    aborting.forEach(HttpCall::abortNow);
    new ArrayList<>(idle).forEach(Connection::close);
  }
}
