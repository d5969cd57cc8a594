package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The clients of one round that ask for deliveries; each runs until its connection breaks. */
final class Producers {
  private static final long MAX_WAITING = 1_000;
  private static final long MAX_WAITING_ORDERED = 100;

  private final int round;
  private final Hook hook;
  private final Map<String, TaskLedger> ledgers;
  private final Crew crew;

  Producers(int round, Hook hook, Map<String, TaskLedger> ledgers, Crew crew) {
    this.round = round;
    this.hook = hook;
    this.ledgers = ledgers;
    this.crew = crew;
  }

  /** Starts {@code times} of those that need no order, and one for each ordered queue. */
  void start(int times) {
    for (int i = 0; i < times; i++) {
      crew.run("task-put-" + i, producing(Pushed.MANY, "t" + i, MAX_WAITING, this::putDelayed));
      crew.run("task-batch-" + i, producing(Pushed.MANY, "b" + i, MAX_WAITING, this::putBatch));
    }
    for (String queue : Pushed.ORDERED) {
      crew.run(queue, producing(queue, "o", MAX_WAITING_ORDERED, this::putInOrder));
    }
  }

  /** How a producer stores one task or a few. */
  @FunctionalInterface
  private interface Put {
    void put(Wire wire, SplittableRandom dice, TaskLedger ledger, Ids ids) throws IOException;
  }

  /** Names of the tasks of one producer, which end in 1, 2, 3... */
  private record Ids(String prefix, AtomicInteger last) {
    List<String> next(int count) {
      return IntStream.range(0, count).mapToObj(i -> prefix + last.incrementAndGet()).toList();
    }
  }

  private Crew.Turn producing(String queue, String name, long maxWaiting, Put put) {
    TaskLedger ledger = ledgers.get(queue);
    if (ledger == null) {
      throw new IllegalArgumentException("no ledger of " + queue);
    }
    var ids = new Ids(name + '-' + round + '-', new AtomicInteger());
    long before = hook.delivered(queue);
    return (wire, dice) -> {
      while (ledger.stored() - (hook.delivered(queue) - before) > maxWaiting) {
        TimeUnit.MILLISECONDS.sleep(5);
        // Notices the kill.
        Queues.unfinished(wire, queue);
      }
      put.put(wire, dice, ledger, ids);
    };
  }

  private void putDelayed(Wire wire, SplittableRandom dice, TaskLedger ledger, Ids ids)
      throws IOException {
    int millis = dice.nextBoolean() ? 0 : dice.nextInt(1, 1500);
    put(wire, ledger, ids.next(1).get(0), millis);
  }

  private void putInOrder(Wire wire, SplittableRandom dice, TaskLedger ledger, Ids ids)
      throws IOException {
    if (dice.nextInt(4) == 0) {
      putBatch(wire, dice, ledger, ids);
    } else {
      put(wire, ledger, ids.next(1).get(0), 0);
    }
  }

  private void put(Wire wire, TaskLedger ledger, String id, int delayMillis) throws IOException {
    long now = System.nanoTime();
    ledger.sending(id, now, now + delayMillis * 1_000_000L);
    String more = delayMillis == 0 ? "" : ",\"delay\":\"" + delayMillis + "ms\"";
    long sequence = Pushed.put(wire, ledger.queue(), hook.url(), id, more);
    ledger.stored(List.of(id), List.of(sequence), System.nanoTime());
  }

  private void putBatch(Wire wire, SplittableRandom dice, TaskLedger ledger, Ids ids)
      throws IOException {
    List<String> batch = ids.next(dice.nextInt(1, 20));
    long now = System.nanoTime();
    batch.forEach(id -> ledger.sending(id, now, now));
    List<Long> sequences = Pushed.putAll(wire, ledger.queue(), hook.url(), batch);
    ledger.stored(batch, sequences, System.nanoTime());
  }
}
