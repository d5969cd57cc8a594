package io.posthorn.broker;

import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.StorageEngine;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sweeps that are running: a bounded number, all ended by {@link #close}. */
final class Sweeps implements AutoCloseable {
  static final int MAX_RUNNING = 64;

  private final Set<SweepRun> running = ConcurrentHashMap.newKeySet();
  private final StorageEngine engine;
  private final Timer timer;
  private final Gate gate;

  Sweeps(StorageEngine engine, Timer timer, Gate gate) {
    this.engine = engine;
    this.timer = timer;
    this.gate = gate;
  }

  CompletableFuture<Long> start(SweepRun.Plan plan) {
    var run = new SweepRun(plan, engine.messages(), timer, gate);
    if (running.size() >= MAX_RUNNING) {
      run.completeExceptionally(
          new BrokerException(
              ErrorCode.OVERLOADED,
              "Too many purges and redrives are running (expected: at most " + MAX_RUNNING + ")."));
      return run;
    }
    running.add(run);
    run.whenComplete((done, failure) -> running.remove(run));
    gate.begin();
    Failures.guard(() -> engine.queues().find(plan.queue()))
        .whenComplete((found, failure) -> begin(run, plan.queue(), found, failure));
    return run;
  }

  @Override
  public void close() {
    running.forEach(SweepRun::stop);
  }

  private void begin(
      SweepRun run,
      QueueName queue,
      @Nullable Optional<QueueInfo> found,
      @Nullable Throwable failure) {
    gate.end();
    if (found == null) {
      run.completeExceptionally(Failures.mapOrMissing(failure));
    } else if (found.isEmpty()) {
      run.completeExceptionally(Failures.noQueue(queue));
    } else {
      run.run();
    }
  }
}
