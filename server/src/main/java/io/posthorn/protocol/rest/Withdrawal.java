package io.posthorn.protocol.rest;

import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request for messages whose client may leave before the first byte of the answer: then the
 * request is withdrawn while it waits, and what it got already is given back, once.
 */
final class Withdrawal<T> {
  private final CompletableFuture<T> future;
  private final Consumer<T> giveBack;
  private final AtomicBoolean given = new AtomicBoolean();

  private Withdrawal(CompletableFuture<T> future, Consumer<T> giveBack) {
    this.future = future;
    this.giveBack = giveBack;
  }

  /**
   * Replies with what {@code encode} makes of {@code future}'s value. When the client has gone,
   * {@code future} is cancelled, or, when it is too late for that, {@code giveBack} gets its value.
   */
  static <T> void reply(
      Exchange exchange,
      CompletableFuture<T> future,
      Function<T, Reply> encode,
      Consumer<T> giveBack) {
    var withdrawal = new Withdrawal<>(future, giveBack);
    exchange.onGone(withdrawal::gone);
    future.whenComplete((value, failure) -> withdrawal.answer(exchange, value, failure, encode));
  }

  private void answer(
      Exchange exchange,
      @Nullable T value,
      @Nullable Throwable failure,
      Function<T, Reply> encode) {
    if (failure instanceof CancellationException && given.get()) {
      return;
    }
    exchange.reply(() -> Answers.encoded(value, failure, encode));
  }

  private void gone() {
    if (!given.compareAndSet(false, true)
        || future.cancel(false)
        || future.isCompletedExceptionally()) {
      return;
    }
    giveBack.accept(future.join());
  }
}
