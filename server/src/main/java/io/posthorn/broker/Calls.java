package io.posthorn.broker;

import io.posthorn.metrics.BrokerMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs the verbs that are not on a hot path: through the gate, with failures mapped and counted.
 */
final class Calls {
  private final Gate gate;
  private final BrokerMetrics metrics;

  Calls(Gate gate, BrokerMetrics metrics) {
    this.gate = gate;
    this.metrics = metrics;
  }

  /** Runs {@code verb}, which may throw; the answer fails with {@link BrokerException} only. */
  <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> verb) {
    CompletableFuture<T> answer;
    try {
      gate.enter();
    } catch (BrokerException e) {
      return refused(e);
    }
    try {
      answer = verb.get();
    } catch (RuntimeException e) {
      gate.end();
      return refused(Failures.map(e));
    }
    var result = new CompletableFuture<T>();
    answer.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(counted(Failures.map(failure)));
          }
          gate.end();
        });
    return result;
  }

  <T> CompletableFuture<T> refused(BrokerException e) {
    return CompletableFuture.failedFuture(counted(e));
  }

  BrokerException counted(BrokerException e) {
    metrics.rejected(e.code().code());
    return e;
  }
}
