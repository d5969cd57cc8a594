package io.posthorn.broker;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs the verbs that are not on a hot path: through the gate, with failures mapped. */
final class Calls {
  private final Gate gate;

  Calls(Gate gate) {
    this.gate = gate;
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
            result.completeExceptionally(Failures.map(failure));
          }
          gate.end();
        });
    return result;
  }

  static <T> CompletableFuture<T> refused(BrokerException e) {
    return CompletableFuture.failedFuture(e);
  }
}
