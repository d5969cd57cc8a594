package io.posthorn.protocol.rest;

import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.HeaderText;
import io.posthorn.http.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Replies to exchanges with what the broker answers; whatever goes wrong on the way becomes a
 * problem.
 */
final class Answers {
  static final CharSequence CONTENT_TYPE = HeaderText.of("Content-Type");
  static final CharSequence JSON = HeaderText.of("application/json");

  private static final byte[] NOTHING = {};
  private static final Reply NO_CONTENT = new Reply(204, null, List.of(), NOTHING, false, false);

  private Answers() {}

  /**
   * Replies, rendered on the exchange's event loop, with what {@code encode} makes of {@code
   * future}'s value.
   */
  static <T> void reply(Exchange exchange, CompletableFuture<T> future, Function<T, Reply> encode) {
    future.whenComplete((value, failure) -> exchange.reply(() -> encoded(value, failure, encode)));
  }

  /**
   * As the other, of a value that takes about {@code size} bytes as a reply; when there are not as
   * many it is not made.
   */
  static <T> void reply(
      Exchange exchange,
      CompletableFuture<T> future,
      ToLongFunction<T> size,
      Function<T, Reply> encode) {
    future.whenComplete(
        (value, failure) ->
            exchange.reply(
                () ->
                    value == null || exchange.holdReply(size.applyAsLong(value))
                        ? encoded(value, failure, encode)
                        : overloaded()));
  }

  /** The answer to one who wants much while others are being sent much. */
  static Reply overloaded() {
    return ErrorMapper.reply(
        Problem.of(
            ErrorCode.OVERLOADED,
            "Large replies are on their way to others (expected: fewer at once, or a larger"
                + " http.replyBudget)."));
  }

  /** What {@code encode} makes of {@code value}, or the problem that it, or the broker, met. */
  static <T> Reply encoded(
      @Nullable T value, @Nullable Throwable failure, Function<T, Reply> encode) {
    if (failure != null) {
      return ErrorMapper.reply(failure);
    }
    try {
      return encode.apply(value);
    } catch (RuntimeException e) {
      return ErrorMapper.reply(e);
    }
  }

  static Reply noContent() {
    return NO_CONTENT;
  }
}
