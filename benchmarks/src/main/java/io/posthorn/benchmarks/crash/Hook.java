package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Call.End;
import io.posthorn.benchmarks.delivery.Receiver;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Where the tasks are delivered to: writes down every call, and refuses some. */
final class Hook implements AutoCloseable {
  static final int OK = 200;
  static final int REFUSED = 500;

  private static final Reply OK_REPLY = Reply.text(OK, "ok");
  private static final Reply REFUSED_REPLY = Reply.text(REFUSED, "no");
  private static final int ONE_IN = 33;
  private static final int LONGEST_MILLIS = 12;

  private final SplittableRandom dice;
  private final InstantSource wall = InstantSource.system();
  private final Receiver receiver;
  private List<Call> ended = new ArrayList<>();
  private int open;
  private long lastChange = System.nanoTime();
  private final Map<String, Set<String>> delivered = new HashMap<>();

  Hook(SplittableRandom dice) throws IOException {
    this.dice = dice;
    receiver = new Receiver("127.0.0.1", this::called);
  }

  String url() {
    return "http://127.0.0.1:" + receiver.port() + "/hook";
  }

  /** How many tasks of {@code queue} were delivered so far. */
  synchronized int delivered(String queue) {
    return delivered.getOrDefault(queue, Set.of()).size();
  }

  /** Whether no call is under way, and none came or ended since {@code instant}, nanoTime. */
  synchronized boolean isQuietSince(long instant) {
    return open == 0 && lastChange < instant;
  }

  /** The calls that ended since the last time, in order of their coming. */
  synchronized List<Call> takeEnded() {
    List<Call> taken = ended;
    ended = new ArrayList<>();
    taken.sort(Comparator.comparingLong(Call::cameAt));
    return taken;
  }

  private void called(Receiver at, Exchange exchange) {
    long now = System.nanoTime();
    synchronized (this) {
      open++;
      lastChange = now;
    }
    boolean run = Pushed.RUNS.equals(exchange.header("Posthorn-Queue"));
    boolean refused = !run && dice.nextInt(ONE_IN) == 0;
    int millis = run || dice.nextInt(3) == 0 ? 0 : dice.nextInt(LONGEST_MILLIS);
    at.later(
        exchange,
        () -> {
          end(exchange, now, refused ? REFUSED : OK);
          return refused ? REFUSED_REPLY : OK_REPLY;
        },
        Duration.ofMillis(millis),
        () -> end(exchange, now, 0));
  }

  private synchronized void end(Exchange exchange, long cameAt, int status) {
    String scheduledAt = header(exchange, "Posthorn-Scheduled-At");
    String attempt = header(exchange, "Posthorn-Attempt");
    var call =
        new Call(
            header(exchange, "Posthorn-Queue"),
            BodyText.idOf(new String(exchange.body(), StandardCharsets.ISO_8859_1)),
            header(exchange, "Posthorn-Message-Id"),
            header(exchange, "webhook-id"),
            attempt.isEmpty() ? 0 : Integer.parseInt(attempt),
            scheduledAt.isEmpty() ? 0 : Instant.parse(scheduledAt).toEpochMilli(),
            cameAt,
            new End(status, System.nanoTime(), wall.millis()));
    ended.add(call);
    open--;
    lastChange = call.end().at();
    if (call.delivered()) {
      delivered.computeIfAbsent(call.queue(), queue -> new HashSet<>()).add(call.task());
    }
  }

  private static String header(Exchange exchange, String name) {
    String value = exchange.header(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    receiver.close();
  }
}
