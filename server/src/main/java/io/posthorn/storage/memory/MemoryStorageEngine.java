package io.posthorn.storage.memory;

import static java.util.Objects.requireNonNull;

import io.posthorn.metrics.StorageMetrics;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that forgets everything when it is closed, written to be obviously right rather than
 * fast: plain collections that one thread walks. It is the oracle that other engines are compared
 * with.
 */
public final class MemoryStorageEngine implements StorageEngine {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryStorageEngine.class);
  private static final int MAX_WAITING_VERBS = 100_000;

  private final EngineClock clock;
  private final StorageMetrics metrics;
  private final MessageStore messages;
  private final QueueCatalog queues;
  private final TopicCatalog topics = new MemoryTopics(this);
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING_VERBS),
          task -> {
            var worker = new Thread(task, "posthorn-memory-engine");
            worker.setDaemon(true);
            return worker;
          });
  private volatile VisibilityListener listener = (queue, at) -> {};

  /** An empty engine that tells the time by {@code clock}. */
  public MemoryStorageEngine(EngineClock clock) {
    this(clock, StorageMetrics.NOOP);
  }

  /** As the other; {@code metrics} hears what it does. */
  public MemoryStorageEngine(EngineClock clock, StorageMetrics metrics) {
    this.clock = requireNonNull(clock, "clock");
    this.metrics = metrics;
    var table = new QueueTable();
    messages = new MemoryMessages(this, table);
    queues = new MemoryQueues(this, table);
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
    return thread.isShutdown() ? new Health(false, false, "The engine is closed.") : Health.UP;
  }

  @Override
  public void onVisible(VisibilityListener newListener) {
    listener = requireNonNull(newListener, "newListener");
  }

  /** Runs {@code verb} on the engine's thread, answers, and only then tells the listener. */
  <T> CompletableFuture<T> turn(Function<Turn, T> verb) {
    var answer = new CompletableFuture<T>();
    try {
      thread.execute(() -> run(verb, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          thread.isShutdown()
              ? new StorageException(Kind.CLOSED, "The engine is closed.")
              : new StorageException(Kind.OVERLOADED, "Too many verbs are waiting."));
    }
    return answer;
  }

  private <T> void run(Function<Turn, T> verb, CompletableFuture<T> answer) {
    try {
      var turn = new Turn(clock, metrics);
      answer.complete(verb.apply(turn));
      turn.tell(listener);
    } catch (RuntimeException e) {
      LOG.error("A verb of the memory engine failed.", e);
      answer.completeExceptionally(new StorageException(Kind.FAILED, "The verb failed: " + e, e));
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("The memory engine closes while a verb still runs.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
