package io.posthorn.broker;

import io.posthorn.message.QueueName;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.storage.StorageEngine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All lines of waiters. A queue that nobody waits on costs nothing here but a hash lookup a hint.
 */
final class Lines {
  private final ConcurrentHashMap<QueueName, Line> lines = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();
  private final BrokerLimits limits;
  private final InstantSource clock;
  private final Timer timer;
  private final Gate gate;
  private final BrokerMetrics metrics;
  private final boolean shared;
  private volatile boolean closed;

  /** Lines of queues that {@code engine} has. */
  Lines(BrokerLimits limits, StorageEngine engine, Timer timer, Gate gate, BrokerMetrics metrics) {
    this.limits = limits;
    this.clock = engine.clock();
    this.shared = !engine.exclusive();
    this.timer = timer;
    this.gate = gate;
    this.metrics = metrics;
  }

  /** Whether somebody waits on {@code queue}, so that a newcomer has to join the line. */
  boolean has(QueueName queue) {
    return lines.containsKey(queue);
  }

  /** Something in {@code queue} may be handed out from {@code at} on. */
  void visible(QueueName queue, Instant at) {
    Line line = lines.get(queue);
    if (line != null) {
      line.hint(at);
    }
  }

  /** {@code queue} is no more. */
  void deleted(QueueName queue) {
    Line line = lines.get(queue);
    if (line != null) {
      line.queueMissing();
    }
  }

  /** Lets {@code poll} wait in the lines of its queues. */
  void join(Poll<?> poll) {
    int wanted = poll.queues().size();
    if (places.addAndGet(wanted) > limits.waiters()) {
      places.addAndGet(-wanted);
      poll.refuse(
          new BrokerException(
              ErrorCode.OVERLOADED,
              "Too many long polls are waiting (expected: at most " + limits.waiters() + ")."));
      return;
    }
    metrics.waiters(wanted);
    var waiter = new Waiter(poll);
    for (QueueName queue : poll.queues()) {
      while (!waiter.join(lines.computeIfAbsent(queue, name -> new Line(this, name)))) {
        Thread.onSpinWait();
      }
    }
    poll.whenComplete((given, failure) -> left(waiter, wanted));
    waiter.alarm(timer.after(poll.wait, waiter::timeUp));
    if (closed) {
      waiter.timeUp();
    }
    waiter.wakeLines();
  }

  /** Finds other takers for items whose poll's caller has gone, or returns them to their queue. */
  void passOn(Poll<?> like, QueueName queue, List<?> items) {
    Line line = lines.get(queue);
    List<?> left = line == null ? items : line.pass(like, items);
    if (!left.isEmpty()) {
      like.giveBack(queue, left);
    }
  }

  /** Answers all who wait, now and later. */
  void close() {
    closed = true;
    lines.values().forEach(Line::close);
  }

  void forget(QueueName queue, Line line) {
    lines.remove(queue, line);
  }

  Instant now() {
    return clock.instant();
  }

  int mostItems() {
    return limits.batch();
  }

  /** Whether other nodes change the queues, too, whose hints may be lost. */
  boolean shared() {
    return shared;
  }

  Timer timer() {
    return timer;
  }

  Gate gate() {
    return gate;
  }

  private void left(Waiter waiter, int had) {
    waiter.leave();
    places.addAndGet(-had);
    metrics.waiters(-had);
  }
}
