package io.posthorn.benchmarks.engine;

import io.posthorn.message.Delivery;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.Take;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Messages a second through one queue, in batches of 256: in and out again, so that any number of
 * turns can be run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class HandOutBenchmark {
  private static final int BATCH = 256;

  private final List<Enqueue> batch = EngineState.batch(BATCH);
  private final Take take = new Take(EngineState.QUEUE, BATCH, EngineState.MAX_BYTES);
  private final Reserve reserve =
      new Reserve(
          EngineState.QUEUE, BATCH, EngineState.MAX_BYTES, Duration.ofMinutes(1), QueueMode.PULL);

  /** Enqueue and take. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int enqueueTake(EngineState state) {
    state.enqueue(batch).join();
    return state.open.messages().take(take).join().messages().size();
  }

  /** Enqueue, reserve and ack. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int enqueueReserveAck(EngineState state) {
    state.enqueue(batch).join();
    Reserved reserved = state.open.messages().reserve(reserve).join();
    List<Settlement> acks =
        reserved.deliveries().stream().map(Delivery::receipt).map(Settlement::ack).toList();
    return state.open.messages().settle(EngineState.QUEUE, acks).join().size();
  }
}
