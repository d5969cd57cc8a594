package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The producers and consumers of one round; each runs until its connection breaks. */
final class Actors {
  /** How long consumers lease; short, because those that nobody settled are waited for. */
  static final long LEASE_MILLIS = 2_000;

  private static final long MAX_WAITING = 3_000;
  private static final int GIVE_UP_RETRYING = 4;

  private final int round;
  private final Ledgers ledgers;
  private final Crew crew;

  Actors(int port, int round, Ledgers ledgers, SplittableRandom random) {
    this.round = round;
    this.ledgers = ledgers;
    this.crew = new Crew(port, ledgers.violations(), random);
  }

  /** Starts {@code times} of each. */
  void start(int times) {
    for (int i = 0; i < times; i++) {
      String name = round + "-" + i;
      crew.run("fifo-put-" + i, producing(ledgers.fifo(), new Ids("f" + name), this::putFifo));
      crew.run("fifo-batch-" + i, producing(ledgers.fifo(), new Ids("b" + name), this::putBatch));
      crew.run("fifo-take-" + i, (wire, dice) -> take(wire, dice, ledgers.fifo()));
      crew.run(
          "delayed-put-" + i, producing(ledgers.delayed(), new Ids("d" + name), this::putDelayed));
      crew.run("delayed-take-" + i, (wire, dice) -> take(wire, dice, ledgers.delayed()));
      crew.run(
          "leased-put-" + i, producing(ledgers.leased(), new Ids("l" + name), this::putLeased));
      crew.run("leased-reserve-" + i, this::reserve);
      crew.run(
          "httpsqs-put-" + i, producing(ledgers.httpsqs(), new Ids("h" + name), this::putHttpsqs));
      crew.run("httpsqs-get-" + i, this::getHttpsqs);
    }
  }

  /** Waits until all have ended; they do when the server does. */
  void join() throws InterruptedException {
    crew.join();
  }

  /** Names of the messages of one producer. */
  private static final class Ids {
    private final String prefix;
    private int last;

    Ids(String prefix) {
      this.prefix = prefix;
    }

    String next() {
      return prefix + '-' + ++last;
    }
  }

  @FunctionalInterface
  private interface Put {
    void put(Wire wire, SplittableRandom dice, Ids ids) throws IOException;
  }

  private static Crew.Turn producing(Ledger ledger, Ids ids, Put put) {
    return (wire, dice) -> {
      if (ids.last % 50 == 0) {
        while (ledger.waiting() > MAX_WAITING) {
          TimeUnit.MILLISECONDS.sleep(5);
          // Notices the kill.
          Queues.unfinished(wire, ledger.queue());
        }
      }
      put.put(wire, dice, ids);
    };
  }

  private void putFifo(Wire wire, SplittableRandom dice, Ids ids) throws IOException {
    String id = ids.next();
    Ledger ledger = ledgers.fifo();
    ledger.sending(id, System.nanoTime());
    ledger.stored(id, Queues.put(wire, Queues.FIFO, id, ""), System.nanoTime());
  }

  private void putBatch(Wire wire, SplittableRandom dice, Ids ids) throws IOException {
    Ledger ledger = ledgers.fifo();
    long now = System.nanoTime();
    List<String> batch = IntStream.range(0, dice.nextInt(1, 30)).mapToObj(i -> ids.next()).toList();
    batch.forEach(id -> ledger.sending(id, now));
    ledger.stored(batch, Queues.putAll(wire, Queues.FIFO, batch), System.nanoTime());
  }

  private void putDelayed(Wire wire, SplittableRandom dice, Ids ids) throws IOException {
    String id = ids.next();
    Ledger ledger = ledgers.delayed();
    long now = System.nanoTime();
    int millis = dice.nextInt(1, 1500);
    ledger.sending(id, now, now + millis * 1_000_000L);
    ledger.stored(
        id, Queues.put(wire, Queues.DELAYED, id, "?delay=" + millis + "ms"), System.nanoTime());
  }

  private void putLeased(Wire wire, SplittableRandom dice, Ids ids) throws IOException {
    String id = ids.next();
    Ledger ledger = ledgers.leased();
    ledger.sending(id, System.nanoTime());
    ledger.stored(id, Queues.put(wire, Queues.LEASED, id, ""), System.nanoTime());
  }

  private void putHttpsqs(Wire wire, SplittableRandom dice, Ids ids) throws IOException {
    String id = ids.next();
    Ledger ledger = ledgers.httpsqs();
    ledger.sending(id, System.nanoTime());
    ledger.stored(id, Queues.httpsqsPut(wire, id), System.nanoTime());
  }

  private void take(Wire wire, SplittableRandom dice, Ledger ledger) throws IOException {
    boolean one = dice.nextBoolean();
    int limit = one ? 1 : dice.nextInt(1, 30);
    String wait = dice.nextInt(4) == 0 ? "50ms" : "0s";
    long begun = System.nanoTime();
    ledger.taking(limit);
    List<Ledger.Got> got =
        one
            ? Queues.takeOne(wire, ledger.queue(), "?wait=" + wait)
            : Queues.take(wire, ledger.queue(), limit, wait);
    ledger.took(limit, got, begun, System.nanoTime());
  }

  private void getHttpsqs(Wire wire, SplittableRandom dice)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Ledger ledger = ledgers.httpsqs();
    ledger.taking(1);
    List<Ledger.Got> got = Queues.httpsqsGet(wire);
    ledger.took(1, got, begun, System.nanoTime());
    if (got.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Acks most, retries some, leaves some to the end of their lease. */
  private void reserve(Wire wire, SplittableRandom dice) throws IOException {
    Ledger ledger = ledgers.leased();
    long begun = System.nanoTime();
    List<Queues.Leased> leased =
        Queues.reserve(wire, Queues.LEASED, dice.nextInt(1, 10), LEASE_MILLIS + "ms", "50ms");
    List<Ledger.Got> got = leased.stream().map(Queues.Leased::got).toList();
    List<String> ids = ledger.reserved(got, LEASE_MILLIS * 1_000_000, begun, System.nanoTime());
    for (int i = 0; i < ids.size(); i++) {
      int die = dice.nextInt(20);
      boolean early = got.get(i).attempt() < GIVE_UP_RETRYING;
      if (die == 0 && early || ids.get(i).isEmpty()) {
        continue;
      }
      List<String> receipt = List.of(leased.get(i).receipt());
      if (die <= 3 && early) {
        ledger.retrying(ids.get(i));
        Queues.settle(
            wire,
            Queues.LEASED,
            receipt,
            "\"outcome\":\"retry\",\"delay\":\"" + dice.nextInt(200) + "ms\"");
      } else {
        Drain.ack(wire, ledger, List.of(ids.get(i)), receipt);
      }
    }
  }
}
