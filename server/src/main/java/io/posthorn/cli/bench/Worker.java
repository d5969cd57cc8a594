package io.posthorn.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One selector thread and its clients. */
final class Worker implements Runnable {
  private static final long GRACE = 2_000_000_000L;
  private static final long TICK = 500_000_000L;
  private static final long REOPEN_AFTER = 50_000_000L;

  /**
   * A selector waits whole milliseconds; nearer instants are waited for in steps of this many
   * nanoseconds.
   */
  private static final long NAP = 50_000;

  private final Selector selector;
  private final List<Client> clients;
  private final Tally tally;
  private final AtomicLong tickets;
  private final boolean keepAlive;
  private final long timeout;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
  private final ArrayDeque<Client> idle = new ArrayDeque<>();
  private final ArrayDeque<Client> broken = new ArrayDeque<>();
  private @Nullable Pace pace;
  private long end;
  private long now;
  private long tickAt;
  private long reopenAt;
  private boolean stopping;
  private volatile boolean stop;

  /**
   * @param tickets requests that may still be sent, shared by all workers
   * @param timeout nanoseconds
   */
  Worker(List<Client> clients, Tally tally, AtomicLong tickets, boolean keepAlive, long timeout)
      throws IOException {
    this.selector = Selector.open();
    this.clients = clients;
    this.tally = tally;
    this.tickets = tickets;
    this.keepAlive = keepAlive;
    this.timeout = timeout;
  }

  /** Connects all clients, so that the run itself begins with open connections. */
  void connect() throws IOException {
    for (Client client : clients) {
      client.connect(selector);
    }
  }

  /** Sets when it ends and how fast it goes. */
  void schedule(long endAt, @Nullable Pace timetable) {
    end = endAt;
    pace = timetable;
  }

  /** Ends the run early; from any thread. */
  void stop() {
    stop = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try (selector) {
      begin();
      while (!finished()) {
        sendDue();
        await();
        tick();
      }
      // What is due at the very end is the next second's.
      tally.behind(pace == null ? 0 : pace.behind(Math.min(now, end - 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      clients.forEach(Client::close);
    }
  }

  private void begin() {
    now = System.nanoTime();
    tickAt = now + TICK;
    for (Client client : clients) {
      goOn(client);
    }
  }

  private boolean finished() {
    now = System.nanoTime();
    if (!stopping && (stop || now >= end || tickets.get() <= 0)) {
      stopping = true;
      end = Math.min(end, now);
    }
    return stopping && (now >= end + GRACE || clients.stream().noneMatch(Worker::worthWaitingFor));
  }

  /** A long poll may last longer than anyone wants to wait at the end. */
  private static boolean worthWaitingFor(Client client) {
    return client.inFlight() && client.dialogue.operation() != Operation.HAND_OVER;
  }

  private void sendDue() {
    if (stopping) {
      return;
    }
    if (pace != null) {
      while (!idle.isEmpty() && pace.dueAt() <= now && !stopping) {
        send(idle.poll(), pace.advance());
      }
    }
    if (!broken.isEmpty() && now >= reopenAt) {
      for (int i = broken.size(); i > 0; i--) {
        goOn(broken.poll());
      }
    }
  }

  private void await() throws IOException {
    long until = Math.min(tickAt, stopping ? end + GRACE : end);
    if (!broken.isEmpty()) {
      until = Math.min(until, reopenAt);
    }
    if (pace != null && !idle.isEmpty()) {
      until = Math.min(until, pace.dueAt());
    }
    long wait = until - System.nanoTime();
    if (wait >= 1_000_000) {
      selector.select(this::ready, wait / 1_000_000);
    } else if (selector.selectNow(this::ready) == 0 && wait > 0) {
      LockSupport.parkNanos(Math.min(wait, NAP));
    }
  }

  private void tick() {
    now = System.nanoTime();
    if (now < tickAt) {
      return;
    }
    tickAt = now + TICK;
    for (Client client : clients) {
      if (client.inFlight() && now - client.sentAt() > timeout) {
        fail(
            client,
            "no answer to "
                + client.dialogue.operation()
                + " within "
                + timeout / 1_000_000
                + " ms");
      }
    }
  }

  private void ready(SelectionKey key) {
    var client = (Client) key.attachment();
    try {
      if (!key.isReadable()) {
        client.proceed();
        return;
      }
      boolean open = client.receive(buffer);
      now = System.nanoTime();
      if (client.inFlight() && client.reader.complete()) {
        answered(client, open);
      } else if (!open) {
        closed(client);
      }
    } catch (IOException | ResponseReader.MalformedResponse e) {
      now = System.nanoTime();
      fail(client, e.toString());
    }
  }

  private void answered(Client client, boolean open) {
    ResponseReader answer = client.reader;
    int moved = client.dialogue.judge(answer);
    if (moved < 0) {
      String body = answer.body();
      tally.failed(
          client.dialogue.operation()
              + " answered "
              + answer.status()
              + ": "
              + body.substring(0, Math.min(200, body.length())));
    } else {
      long nanos = now - client.dialogue.since(client.intended());
      tally.answered(client.dialogue.operation(), now, nanos, moved);
    }
    boolean reuse = keepAlive && open && !answer.close();
    answer.next();
    client.answered();
    if (!reuse) {
      client.close();
    }
    goOn(client);
  }

  private void closed(Client client) {
    if (client.inFlight()) {
      fail(
          client,
          "the server closed the connection before it answered " + client.dialogue.operation());
    } else {
      client.close();
    }
  }

  private void fail(Client client, String what) {
    if (!stopping) {
      tally.failed(what);
    }
    client.close();
    if (broken.isEmpty()) {
      reopenAt = now + REOPEN_AFTER;
    }
    broken.add(client);
  }

  private void goOn(Client client) {
    if (pace != null && client.paced) {
      idle.add(client);
    } else if (!stopping) {
      send(client, now);
    }
  }

  private void send(Client client, long intended) {
    if (tickets.getPlain() != Long.MAX_VALUE && tickets.getAndDecrement() <= 0) {
      return;
    }
    try {
      client.send(selector, intended, now);
    } catch (IOException e) {
      fail(client, e.toString());
    }
  }
}
