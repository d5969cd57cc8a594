package io.posthorn.benchmarks.engine;

import io.posthorn.benchmarks.process.Folders;
import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An open engine with one pull queue, which is made anew for each iteration. */
@State(Scope.Benchmark)
public class EngineState {
  static final QueueName QUEUE = QueueName.of("bench");
  static final int SIZE = 100;
  static final long MAX_BYTES = 8 << 20;

  /** Which engine, and when it answers. */
  @Param({"rocksdb-flushed", "rocksdb-buffered"})
  public String engine;

  StorageEngine open;
  private Path folder;

  /** Opens it on a new folder. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    folder = Files.createTempDirectory("posthorn-jmh");
    open = Engines.open(engine, folder);
  }

  /** Makes the queue. */
  @Setup(Level.Iteration)
  public void makeQueue() {
    open.queues().create(QUEUE, QueueConfig.PULL).join();
  }

  /** Removes it and its messages. */
  @TearDown(Level.Iteration)
  public void deleteQueue() {
    open.queues().delete(QUEUE).join();
  }

  /** Closes the engine and removes its files. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    open.close();
    Folders.delete(folder);
  }

  /** A batch of plain messages for the queue. */
  static List<Enqueue> batch(int size) {
    NewMessage message = NewMessage.of(Body.of(new byte[SIZE]));
    return List.of(new Enqueue(QUEUE, Collections.nCopies(size, message)));
  }

  /** Begins to store a batch. */
  CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> batch) {
    return open.messages().enqueue(batch, Atomicity.ALL);
  }

  /** Stores {@code count} messages in batches of 1000. */
  void fill(int count) {
    List<Enqueue> batch = batch(1000);
    for (int i = 0; i < count; i += 1000) {
      enqueue(batch).join();
    }
  }
}
