package io.posthorn.monitor;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.QueueSample;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Those who follow live: a bounded number. */
final class Streams {
  /** Most queues that all of them together are told of. */
  private static final int MOST_TOGETHER = 500;

  private final class One implements Monitor.Follower {
    final List<QueueName> queues;
    final BooleanSupplier allowed;
    final Consumer<Summary> listener;
    final Runnable end;

    One(List<QueueName> queues, BooleanSupplier allowed, Consumer<Summary> listener, Runnable end) {
      this.queues = queues;
      this.allowed = allowed;
      this.listener = listener;
      this.end = end;
    }

    @Override
    public void leave() {
      ones.remove(this);
    }
  }

  private final Set<One> ones = ConcurrentHashMap.newKeySet();
  private final Broker broker;
  private final InstantSource clock;
  private final MonitorOptions options;
  private final Executor thread;
  private volatile boolean closed;
  private boolean telling;

  Streams(Broker broker, InstantSource clock, MonitorOptions options, Executor thread) {
    this.broker = broker;
    this.clock = clock;
    this.options = options;
    this.thread = thread;
  }

  boolean isClosed() {
    return closed;
  }

  boolean any() {
    return !ones.isEmpty();
  }

  Monitor.Follower add(
      List<QueueName> queues, BooleanSupplier allowed, Consumer<Summary> listener, Runnable end) {
    if (closed) {
      throw new BrokerException(ErrorCode.STOPPING, "The server is stopping.");
    }
    if (ones.size() >= options.streams()) {
      throw new BrokerException(
          ErrorCode.OVERLOADED,
          "Too many clients follow events (expected: at most " + options.streams() + ").");
    }
    var one = new One(List.copyOf(queues), allowed, listener, end);
    ones.add(one);
    if (closed && ones.remove(one)) {
      end.run();
    }
    return one;
  }

  /**
   * Tells everyone who still may hear it; skipped while the last time is still under way. Monitor's
   * thread.
   */
  void tell(Function<List<QueueSample>, Summary> summary) {
    for (One one : List.copyOf(ones)) {
      if (!one.allowed.getAsBoolean() && ones.remove(one)) {
        one.end.run();
      }
    }
    if (telling) {
      return;
    }
    telling = true;
    var wanted = new LinkedHashSet<QueueName>();
    ones.forEach(one -> wanted.addAll(one.queues));
    List<QueueName> names = wanted.stream().limit(MOST_TOGETHER).toList();
    CompletableFuture<Map<QueueName, QueueSample>> found =
        CompletableFuture.completedFuture(new HashMap<>());
    for (int i = 0; i < names.size(); i += options.page()) {
      List<QueueName> page = names.subList(i, Math.min(names.size(), i + options.page()));
      found =
          found.thenCombine(
              Samples.of(broker, page, clock),
              (all, samples) -> {
                samples.forEach(sample -> all.put(sample.queue(), sample));
                return all;
              });
    }
    found.whenCompleteAsync(
        (samples, failure) -> {
          telling = false;
          if (samples != null) {
            ones.forEach(one -> one.listener.accept(summary.apply(of(one, samples))));
          }
        },
        thread);
  }

  private static List<QueueSample> of(One one, Map<QueueName, QueueSample> samples) {
    return one.queues.stream().map(samples::get).filter(Objects::nonNull).toList();
  }

  /** Ends all, now and later. */
  void close() {
    closed = true;
    for (One one : List.copyOf(ones)) {
      if (ones.remove(one)) {
        one.end.run();
      }
    }
  }
}
