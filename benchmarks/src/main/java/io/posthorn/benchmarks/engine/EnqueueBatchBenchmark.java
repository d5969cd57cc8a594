package io.posthorn.benchmarks.engine;

import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import java.util.ArrayDeque;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Messages a second into one queue, in batches of 100-byte messages; the score is messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class EnqueueBatchBenchmark {
  /** Batches that are under way at once: what a group commit can gather. */
  @Param({"1", "4"})
  public int inFlight;

  private final List<Enqueue> of256 = EngineState.batch(256);
  private final List<Enqueue> of1000 = EngineState.batch(1000);
  private final ArrayDeque<CompletableFuture<List<EnqueueResult>>> begun = new ArrayDeque<>();

  /** Batches of 256. */
  @Benchmark
  @OperationsPerInvocation(256)
  public Object batchOf256(EngineState state) {
    return enqueue(state, of256);
  }

  /** Batches of 1000. */
  @Benchmark
  @OperationsPerInvocation(1000)
  public Object batchOf1000(EngineState state) {
    return enqueue(state, of1000);
  }

  private Object enqueue(EngineState state, List<Enqueue> batch) {
    begun.add(state.enqueue(batch));
    return begun.size() < inFlight ? begun : begun.remove().join();
  }

  /** Waits for what is under way. */
  @TearDown(Level.Iteration)
  public void finish() {
    while (!begun.isEmpty()) {
      begun.remove().join();
    }
  }
}
