package io.posthorn.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Runs load against one endpoint, once. */
public final class LoadGenerator {
  private static final int CLIENTS_PER_PRODUCER = 16;

  private final Traffic traffic;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Histogram[] totals = Tally.histograms();

  /** What happened within the last second. */
  public record Progress(
      Duration elapsed, long requests, long errors, Map<Operation, Histogram> latencies) {}

  /**
   * Prepares a run: makes missing queues where the mix takes from them, opens the connections,
   * unless each request opens its own.
   *
   * @throws IOException when the endpoint cannot be reached
   */
  public LoadGenerator(Endpoint endpoint, Traffic traffic, Content content) throws IOException {
    this.traffic = traffic;
    var address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw new IOException("unknown host " + endpoint.host());
    }
    if (content.mix().needsQueues()) {
      MissingQueues.make(endpoint, content);
    }
    var dialogues = new Dialogues(endpoint, content, traffic.keepAlive());
    boolean longPoll = content.mix() == Mix.LONG_POLL;
    var tickets = new AtomicLong(traffic.requests() == 0 ? Long.MAX_VALUE : traffic.requests());
    for (int t = 0; t < traffic.threads(); t++) {
      var clients = new ArrayList<Client>();
      for (int c = t; c < traffic.clients(); c += traffic.threads()) {
        clients.add(new Client(address, dialogues.client(c), !longPoll));
      }
      if (longPoll) {
        int producers = Math.max(1, clients.size() / CLIENTS_PER_PRODUCER);
        for (int p = 0; p < producers; p++) {
          clients.add(new Client(address, dialogues.producer(t * producers + p), true));
        }
      }
      var tally = new Tally();
      tallies.add(tally);
      workers.add(
          new Worker(clients, tally, tickets, traffic.keepAlive(), traffic.timeout().toNanos()));
    }
    if (traffic.keepAlive()) {
      for (Worker worker : workers) {
        worker.connect();
      }
    }
  }

  /**
   * Runs to the end; tells {@code progress} about every second.
   *
   * @throws InterruptedException when interrupted; the run is over then
   */
  public Outcome run(Consumer<Progress> progress) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size(), LoadGenerator::thread);
    long start = System.nanoTime();
    var running = new ArrayList<Future<?>>();
    for (Worker worker : workers) {
      Pace pace = traffic.rate() == 0 ? null : new Pace(start, traffic.rate() / workers.size());
      worker.schedule(start + traffic.duration().toNanos(), pace);
      running.add(threads.submit(worker));
    }
    try {
      long reportAt = start;
      for (Future<?> run : running) {
        do {
          reportAt += 1_000_000_000L;
        } while (!ended(run, reportAt) && report(progress, start));
      }
      drain();
    } finally {
      workers.forEach(Worker::stop);
      threads.shutdown();
    }
    return outcome(start);
  }

  private static Thread thread(Runnable runnable) {
    var thread = new Thread(runnable, "bench-selector");
    thread.setDaemon(true);
    return thread;
  }

  private static boolean ended(Future<?> run, long until) throws InterruptedException {
    try {
      run.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private boolean report(Consumer<Progress> progress, long start) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    progress.accept(
        new Progress(elapsed, sum(Tally::requests), sum(Tally::errors), byOperation(drain())));
    return true;
  }

  private Histogram[] drain() {
    Histogram[] interval = Tally.histograms();
    tallies.forEach(tally -> tally.drainInto(interval));
    for (int i = 0; i < totals.length; i++) {
      totals[i].add(interval[i]);
    }
    return interval;
  }

  private Outcome outcome(long start) {
    long last = tallies.stream().mapToLong(Tally::lastAnswer).max().orElse(0);
    return new Outcome(
        Duration.ofNanos(last == 0 ? 0 : last - start),
        sum(Tally::requests),
        sum(Tally::messages),
        sum(Tally::empty),
        sum(Tally::errors),
        sum(Tally::behind),
        new Outcome.Details(byOperation(totals), firstError()));
  }

  private @Nullable String firstError() {
    return tallies.stream()
        .map(Tally::firstError)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private long sum(ToLongFunction<Tally> counter) {
    return tallies.stream().mapToLong(counter).sum();
  }

  private static Map<Operation, Histogram> byOperation(Histogram[] histograms) {
    var map = new EnumMap<Operation, Histogram>(Operation.class);
    for (Operation operation : Operation.values()) {
      if (histograms[operation.ordinal()].getTotalCount() > 0) {
        map.put(operation, histograms[operation.ordinal()]);
      }
    }
    return map;
  }
}
