package io.posthorn.benchmarks.engine;

import io.posthorn.benchmarks.process.Folders;
import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.Task;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Tasks a second through a push queue as a delivery moves them: enqueued in a batch, reserved 64 at
 * a time, each settled by a command of its own with what its call saw.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class DeliveryBenchmark {
  private static final QueueName QUEUE = QueueName.of("calls");
  private static final int BATCH = 64;

  /** Which engine, and when it answers. */
  @Param({"rocksdb-flushed"})
  public String engine;

  /** Batches under way at once. */
  @Param({"1", "4"})
  public int batches;

  private final List<Enqueue> tasks =
      List.of(new Enqueue(QUEUE, Collections.nCopies(BATCH, task())));
  private final Reserve reserve =
      new Reserve(QUEUE, BATCH, EngineState.MAX_BYTES, Duration.ofSeconds(40), QueueMode.PUSH);
  private final AttemptReport report =
      new AttemptReport(Duration.ofMillis(3), 200, null, Body.of(new byte[32]));
  private final ArrayDeque<CompletableFuture<?>> begun = new ArrayDeque<>();
  private StorageEngine open;
  private Path folder;

  /** Opens it on a new folder. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    folder = Files.createTempDirectory("posthorn-jmh");
    open = Engines.open(engine, folder);
    QueueConfig base = QueueConfig.PUSH;
    var push = new Push(HttpTarget.DEFAULT, false, 1024, null, Attempt.KEPT);
    var config =
        new QueueConfig(
            base.mode(),
            base.durability(),
            base.capacity(),
            base.lease(),
            base.ttl(),
            base.retainConsumed(),
            base.dead(),
            base.deduplicationWindow(),
            base.retry(),
            base.ring(),
            push,
            base.attributes());
    open.queues().create(QUEUE, config).join();
  }

  /** Closes the engine and removes its files. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    open.close();
    Folders.delete(folder);
  }

  /** Enqueue, reserve, settle each. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Object deliver() {
    MessageStore messages = open.messages();
    begun.add(
        messages
            .enqueue(tasks, Atomicity.ALL)
            .thenCompose(stored -> messages.reserve(reserve))
            .thenCompose(reserved -> settle(messages, reserved.deliveries())));
    return begun.size() < batches ? begun : begun.remove().join();
  }

  /** Waits for what is under way. */
  @TearDown(Level.Iteration)
  public void finish() {
    while (!begun.isEmpty()) {
      begun.remove().join();
    }
  }

  private CompletableFuture<Void> settle(MessageStore messages, List<Delivery> deliveries) {
    CompletableFuture<?>[] settled =
        deliveries.stream()
            .map(each -> settle(messages, each.receipt()))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(settled);
  }

  private CompletableFuture<List<SettleResult>> settle(MessageStore messages, Receipt receipt) {
    var ack = new Settlement(receipt, Outcome.ACK, null, null, null, 0, null, report);
    return messages.settle(QUEUE, List.of(ack));
  }

  private static NewMessage task() {
    return new NewMessage(
        Body.of(new byte[EngineState.SIZE]),
        "application/json",
        null,
        null,
        null,
        null,
        null,
        Task.to("http://127.0.0.1:8080/hooks/orders"));
  }
}
