package io.posthorn.delivery.call;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one origin, and the calls that wait for one. A call gets
 * only a connection to an address that was checked for it. Confined to its event loop.
 */
final class Pool {
  /** Most calls that wait for a connection to one origin. */
  static final int MAX_WAITING = 1024;

  /** What the receiver speaks, as far as known: it decides how many connections are begun. */
  private enum Speaks {
    UNKNOWN,
    HTTP_1,
    HTTP_2
  }

  private final CallLoop loop;
  private final Origin origin;
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final List<Connection> multiplexed = new ArrayList<>(1);
  private final LinkedHashSet<HttpCall> waiting = new LinkedHashSet<>();
  private Speaks speaks;
  private int open;
  private int connecting;

  Pool(CallLoop loop, Origin origin, boolean mayMultiplex) {
    this.loop = loop;
    this.origin = origin;
    this.speaks = mayMultiplex ? Speaks.UNKNOWN : Speaks.HTTP_1;
  }

  Origin origin() {
    return origin;
  }

  long idleNanos() {
    return loop.idleNanos();
  }

  /** Gives {@code call} a connection, now or later, or tells it why not. */
  void acquire(HttpCall call) {
    Connection ready = waiting.isEmpty() ? available(call.addresses()) : null;
    if (ready != null) {
      loop.used(ready);
      call.connected(ready);
    } else if (waiting.size() >= MAX_WAITING) {
      call.notConnected(
          new Failed(Failure.OVERLOADED, MAX_WAITING + " calls wait for " + origin + " already"));
    } else {
      waiting.add(call);
      call.waiting(this);
      pump();
    }
  }

  /** {@code call} waits no longer. */
  void leave(HttpCall call) {
    waiting.remove(call);
    loop.discardIfUnused(this);
  }

  /** Whether a connection is in the making. */
  boolean connecting() {
    return connecting > 0;
  }

  boolean unused() {
    return open == 0 && connecting == 0 && waiting.isEmpty();
  }

  /** A connection that {@link #pump} asked for stands. */
  void opened(Connection connection) {
    connecting--;
    open++;
    speaks = connection.multiplexed() ? Speaks.HTTP_2 : Speaks.HTTP_1;
    if (connection.multiplexed()) {
      multiplexed.add(connection);
    } else {
      idle.addLast(connection);
    }
    loop.idled(connection);
    pump();
  }

  /** One that {@link #pump} asked for did not come to stand. */
  void notOpened(HttpCall asker, Failed why) {
    connecting--;
    loop.unreserve();
    List<HttpCall> failing = new ArrayList<>();
    if (speaks == Speaks.HTTP_1) {
      if (waiting.remove(asker)) {
        failing.add(asker);
      }
    } else {
      // All of them waited for this one.
      failing.addAll(waiting);
      waiting.clear();
    }
    failing.forEach(call -> call.notConnected(why));
    pump();
    loop.discardIfUnused(this);
  }

  /** An exchange on {@code connection} ended and another may begin. */
  void freed(Connection connection) {
    if (connection.exchanges() == 0) {
      loop.idled(connection);
    }
    if (!connection.multiplexed()) {
      idle.addLast(connection);
    }
    pump();
  }

  /** {@code connection} is closed. */
  void closed(Connection connection) {
    if (connection.multiplexed()) {
      multiplexed.remove(connection);
    } else {
      idle.remove(connection);
    }
    open--;
    loop.used(connection);
    loop.unreserve();
    pump();
    loop.discardIfUnused(this);
  }

  private @Nullable Connection available(List<InetAddress> addresses) {
    for (Connection connection : multiplexed) {
      if (connection.usable() && addresses.contains(connection.address())) {
        return connection;
      }
    }
    Connection last;
    while ((last = idle.pollLast()) != null) {
      if (last.usable() && addresses.contains(last.address())) {
        return last;
      }
      last.close();
    }
    return null;
  }

  private void pump() {
    while (!waiting.isEmpty()) {
      HttpCall first = waiting.iterator().next();
      Connection ready = available(first.addresses());
      if (ready != null) {
        waiting.remove(first);
        loop.used(ready);
        first.connected(ready);
      } else if (!beginConnecting()) {
        return;
      }
    }
  }

  /** Whether the situation changed, so that it pays to look again. */
  private boolean beginConnecting() {
    int most = speaks == Speaks.HTTP_1 ? waiting.size() : 1;
    if (connecting >= most || open + connecting >= loop.connectionsPerTarget()) {
      return false;
    }
    HttpCall asker = firstThatDidNotAsk();
    if (asker == null) {
      if (connecting > 0) {
        return false;
      }
      // What was opened for it has closed again.
      asker = waiting.iterator().next();
    }
    if (!loop.reserve()) {
      if (open + connecting > 0) {
        return false;
      }
      waiting.remove(asker);
      asker.notConnected(
          new Failed(Failure.OVERLOADED, "all connections that calls may have are in use"));
      return true;
    }
    connecting++;
    asker.asked();
    loop.connect(this, asker);
    return true;
  }

  private @Nullable HttpCall firstThatDidNotAsk() {
    for (HttpCall call : waiting) {
      if (!call.hasAsked()) {
        return call;
      }
    }
    return null;
  }
}
