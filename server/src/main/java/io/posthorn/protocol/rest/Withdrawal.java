package io.posthorn.protocol.rest;

import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A request for messages whose client may leave before the first byte of the answer: then the
 * request is withdrawn while it waits, and what it got already is given back, once.
 */
final class Withdrawal<T> {
  private final CompletableFuture<T> future;
  private final ToLongFunction<T> size;
  private final Consumer<T> giveBack;
  private final AtomicBoolean given = new AtomicBoolean();

  private Withdrawal(CompletableFuture<T> future, ToLongFunction<T> size, Consumer<T> giveBack) {
    this.future = future;
    this.size = size;
    this.giveBack = giveBack;
  }

  /**
   * Replies with what {@code encode} makes of {@code future}'s value, which takes about {@code
   * size} bytes; when there are not as many, {@code giveBack} gets the value, too. When the client
   * has gone, {@code future} is cancelled, or, when it is too late for that, {@code giveBack} gets
   * its value.
   */
  static <T> void reply(
      Exchange exchange,
      CompletableFuture<T> future,
      Function<T, Reply> encode,
      ToLongFunction<T> size,
      Consumer<T> giveBack) {
    var withdrawal = new Withdrawal<>(future, size, giveBack);
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
    exchange.reply(
        () ->
            value == null || exchange.holdReply(size.applyAsLong(value))
                ? Answers.encoded(value, failure, encode)
                : refused(value));
  }

  private Reply refused(T value) {
    if (given.compareAndSet(false, true)) {
      giveBack.accept(value);
    }
    return Answers.overloaded();
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
