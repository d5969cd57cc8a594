package io.posthorn.benchmarks.relay;

import io.posthorn.benchmarks.delivery.Receiver;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One receiver: refuses some calls, and notes when each item was accepted, and when again. */
final class Inbox implements AutoCloseable {
  /** An item that was accepted twice; times of {@link System#nanoTime}. */
  record Twice(int item, long first, long again) {}

  private static final Reply OK = Reply.text(200, "ok");
  private static final Reply REFUSED = Reply.text(500, "no");
  private static final String PREFIX = "n=";

  private final String name;
  private final int refusedPercent;
  private final SplittableRandom dice;
  private final Receiver receiver;
  private final long[] acceptedAt;
  private final List<Twice> twice = new ArrayList<>();
  private int accepted;
  private long calls;
  private long refused;
  private long strange;

  Inbox(String name, int items, int refusedPercent, SplittableRandom dice) throws IOException {
    this.name = name;
    this.refusedPercent = refusedPercent;
    this.dice = dice;
    acceptedAt = new long[items];
    receiver = new Receiver("127.0.0.1", (at, exchange) -> called(exchange));
  }

  String url() {
    return "http://127.0.0.1:" + receiver.port() + "/" + name;
  }

  private void called(Exchange exchange) {
    exchange.reply(take(new String(exchange.body(), StandardCharsets.ISO_8859_1)) ? OK : REFUSED);
  }

  private synchronized boolean take(String body) {
    calls++;
    int end = body.indexOf('&');
    int item = body.startsWith(PREFIX) && end > 0 ? Integer.parseInt(body.substring(2, end)) : -1;
    if (item < 0 || item >= acceptedAt.length) {
      strange++;
      return true;
    }
    if (dice.nextInt(100) < refusedPercent) {
      refused++;
      return false;
    }
    long now = System.nanoTime();
    if (acceptedAt[item] == 0) {
      acceptedAt[item] = now;
      accepted++;
    } else {
      twice.add(new Twice(item, acceptedAt[item], now));
    }
    return true;
  }

  /** How many different items were accepted. */
  synchronized int accepted() {
    return accepted;
  }

  /** Calls so far. */
  synchronized long calls() {
    return calls;
  }

  /** Items that were never accepted. */
  synchronized long missing() {
    return Arrays.stream(acceptedAt).filter(at -> at == 0).count();
  }

  /** Those that were accepted again. */
  synchronized List<Twice> twice() {
    return List.copyOf(twice);
  }

  /** A line of the ledger. */
  synchronized String line(long unexplained) {
    return String.format(
        "%-8s %8d items, %8d calls, %7d refused, %4d accepted twice (%d not around a kill), %d"
            + " strange, %d missing",
        name, accepted, calls, refused, twice.size(), unexplained, strange, missing());
  }

  /** Calls whose body is no item's. */
  synchronized long strange() {
    return strange;
  }

  @Override
  public void close() {
    receiver.close();
  }
}
