package io.posthorn.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the connections of one event loop make it keep, of one kind. When that is too much, the
 * connection that has gone longest without it becoming less is closed: who moves on stays, however
 * many there are who do not. Confined to its event loop.
 */
final class Kept {
  private final LinkedHashMap<ClientConnection, Long> bytes = new LinkedHashMap<>();
  private final ToLongFunction<ClientConnection> measure;
  private final long most;
  private long sum;

  /** Up to {@code most} bytes in all, of which {@code measure} says how many are whose. */
  Kept(long most, ToLongFunction<ClientConnection> measure) {
    this.most = most;
    this.measure = measure;
  }

  /** Looks at what {@code connection} makes it keep now. */
  void look(ClientConnection connection) {
    set(connection, measure.applyAsLong(connection));
    while (sum > most) {
      Map.Entry<ClientConnection, Long> first = bytes.entrySet().iterator().next();
      ClientConnection eldest = first.getKey();
      long before = first.getValue();
      long now = measure.applyAsLong(eldest);
      if (now < before) {
        set(eldest, now);
      } else {
        forget(eldest);
        eldest.closeNow();
      }
    }
  }

  /** Looks at all of them: some became less without anybody noticing. */
  void lookAgain() {
    for (ClientConnection connection : new ArrayList<>(bytes.keySet())) {
      set(connection, measure.applyAsLong(connection));
    }
  }

  /** {@code connection} is closed. */
  void forget(ClientConnection connection) {
    set(connection, 0);
  }

  private void set(ClientConnection connection, long now) {
    Long known = bytes.get(connection);
    long before = known == null ? 0 : known;
    if (now == before) {
      return;
    }
    if (now < before) {
      // To the end of the line, where it is needed least that this one ends.
      bytes.remove(connection);
    }
    if (now > 0) {
      bytes.put(connection, now);
    }
    sum += now - before;
  }
}
