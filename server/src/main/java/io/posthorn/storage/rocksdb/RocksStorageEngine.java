package io.posthorn.storage.rocksdb;

import io.posthorn.metrics.StorageMetrics;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The embedded engine: queues in one RocksDB database, one writer thread, group commit.
 *
 * <p>Futures complete on the thread {@code posthorn-sync-1} (reads on {@code posthorn-read-n}). How
 * it works: {@link Writer} for the way of a command, {@link Lifecycle} for what a message's states
 * are on disk, {@link Trimmer} for how space comes back; {@code docs/adr/0006-rocksdb-engine.md}
 * for why.
 */
public final class RocksStorageEngine implements StorageEngine {
  private static final int READERS = 2;
  private static final int WAITING_READS = 1024;

  private final EngineClock clock;
  private final Recovery recovery;
  private final Syncer syncer;
  private final Writer writer;
  private final ThreadPoolExecutor readers;
  private final Checkpoints checkpoints;
  private final MessageStore messages;
  private final QueueCatalog queues;
  private final TopicCatalog topics;
  private volatile VisibilityListener listener = (queue, at) -> {};
  private boolean closed;

  private RocksStorageEngine(
      RocksOptions options, Bounds bounds, EngineClock clock, StorageMetrics metrics) {
    this.clock = clock;
    var space = new FreeSpace(options.directory(), options.minFree());
    this.recovery = new Recovery(options, bounds, clock, space);
    this.syncer = new Syncer(recovery, options, () -> listener, metrics);
    this.writer = new Writer(recovery, syncer, space, metrics);
    this.readers = newReaders();
    this.checkpoints = new Checkpoints(recovery, options);
    this.messages = new RocksMessages(writer, readers);
    this.queues = new RocksCatalog(writer);
    this.topics = new RocksTopics(writer);
  }

  /**
   * Opens the store in {@code options.directory()}, making it when it is missing.
   *
   * @throws StorageException when it is in use by another process, damaged, or can't be read or
   *     written; the message is one sentence for an operator
   */
  public static RocksStorageEngine open(
      RocksOptions options, EngineClock clock, StorageMetrics metrics) {
    return open(options, Bounds.DEFAULT, clock, metrics);
  }

  /** One that counts nothing. */
  public static RocksStorageEngine open(RocksOptions options, EngineClock clock) {
    return open(options, clock, StorageMetrics.NOOP);
  }

  static RocksStorageEngine open(RocksOptions options, Bounds bounds, EngineClock clock) {
    return open(options, bounds, clock, StorageMetrics.NOOP);
  }

  private static RocksStorageEngine open(
      RocksOptions options, Bounds bounds, EngineClock clock, StorageMetrics metrics) {
    try {
      Files.createDirectories(options.directory());
      NativeLibrary.load(options.directory());
      var engine = new RocksStorageEngine(options, bounds, clock, metrics);
      engine.recovery.open();
      engine.syncer.start();
      engine.writer.start();
      return engine;
    } catch (IOException e) {
      throw new StorageException(
          Kind.FAILED,
          "data directory " + options.directory() + " can't be used: " + e.getMessage(),
          e);
    }
  }

  private static ThreadPoolExecutor newReaders() {
    var number = new AtomicInteger();
    var pool =
        new ThreadPoolExecutor(
            READERS,
            READERS,
            5,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_READS),
            work -> new Thread(work, "posthorn-read-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Changes how long BUFFERED changes may stay unsynced, until the next start. */
  public void flushInterval(Duration interval) {
    syncer.flushInterval(interval);
  }

  /**
   * Copies all that is stored to {@code directory}, which must not exist: a copy in which every
   * change is that was answered before this call, and no change without all those before it. It
   * shares files with the store where it can, so {@code directory} should be on the same disk.
   *
   * <p>Done on a thread of its own, on which the future completes; fails with {@link
   * StorageException}: OVERLOADED while another one is made, FULL when there is too little room.
   */
  public CompletableFuture<Void> checkpoint(Path directory) {
    return checkpoints.make(directory);
  }

  @Override
  public MessageStore messages() {
    return messages;
  }

  @Override
  public QueueCatalog queues() {
    return queues;
  }

  @Override
  public TopicCatalog topics() {
    return topics;
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public EngineClock clock() {
    return clock;
  }

  @Override
  public Health check() {
    return recovery.health();
  }

  @Override
  public void onVisible(VisibilityListener newListener) {
    listener = newListener;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
      syncer.close();
      readers.shutdown();
      readers.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      recovery.close();
    }
  }
}
