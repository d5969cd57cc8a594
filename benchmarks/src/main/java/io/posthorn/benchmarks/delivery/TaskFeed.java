package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Stores single tasks at a steady pace, each for a target drawn at random; its body is the instant
 * ({@link System#nanoTime}) at which its storing began.
 */
final class TaskFeed {
  private static final int THREADS = 8;

  private final int port;
  private final List<Target> targets;
  private final IntFunction<String> queues;
  private final boolean bad;

  /**
   * @param queues the queue of the i-th target
   * @param bad whether the bad targets get tasks; the good ones get the same either way
   */
  TaskFeed(int port, List<Target> targets, IntFunction<String> queues, boolean bad) {
    this.port = port;
    this.targets = targets;
    this.queues = queues;
    this.bad = bad;
  }

  /** Runs to the end; answers how many tasks it stored for healthy targets. */
  long run(double rate, double seconds) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long start = System.nanoTime();
      var running = new ArrayList<Future<Long>>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        running.add(threads.submit(() -> feed(thread, start, rate / THREADS, seconds)));
      }
      long healthy = 0;
      for (Future<Long> run : running) {
        healthy += run.get();
      }
      return healthy;
    } catch (ExecutionException e) {
      throw new IOException("storing tasks failed: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private long feed(int thread, long start, double rate, double seconds) throws IOException {
    var random = new SplittableRandom(thread);
    long healthy = 0;
    try (var wire = new Wire(port)) {
      for (long i = 0; i < rate * seconds; i++) {
        long due = start + (long) ((i + (double) thread / THREADS) / rate * 1e9);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        int index = random.nextInt(targets.size());
        Target target = targets.get(index);
        if (target.kind() == Target.Kind.HEALTHY || bad) {
          String task = Task.json(target.url(), String.valueOf(System.nanoTime()), "");
          new PushQueue(wire, queues.apply(index)).store(task);
          healthy += target.kind() == Target.Kind.HEALTHY ? 1 : 0;
        }
      }
    }
    return healthy;
  }
}
