package io.posthorn.protocol.httpsqs;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine whose answers can be held up, or that fails, when a test says so. */
final class WeakEngine implements StorageEngine {
  private final StorageEngine engine;
  volatile StorageException failure;
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  /** Answers that had to wait. */
  final AtomicInteger heldUp = new AtomicInteger();

  WeakEngine(StorageEngine engine) {
    this.engine = engine;
  }

  @Override
  public MessageStore messages() {
    return weak(MessageStore.class, engine.messages());
  }

  @Override
  public QueueCatalog queues() {
    return weak(QueueCatalog.class, engine.queues());
  }

  @Override
  public TopicCatalog topics() {
    return engine.topics();
  }

  @Override
  public boolean exclusive() {
    return engine.exclusive();
  }

  /** As {@code target}, but for failures and for answers that wait for the gate. */
  private <T> T weak(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (failure != null) {
                return CompletableFuture.failedFuture(failure);
              }
              try {
                var answer = (CompletableFuture<?>) method.invoke(target, arguments);
                if (!gate.isDone()) {
                  heldUp.incrementAndGet();
                }
                return gate.thenCombine(answer, (open, value) -> value);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public EngineClock clock() {
    return engine.clock();
  }

  @Override
  public Health check() {
    return engine.check();
  }

  @Override
  public void onVisible(VisibilityListener listener) {
    engine.onVisible(listener);
  }

  @Override
  public void close() {
    engine.close();
  }
}
