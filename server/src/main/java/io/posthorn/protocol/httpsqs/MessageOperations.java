package io.posthorn.protocol.httpsqs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import io.posthorn.http.TraceHeaders;
import io.posthorn.message.Body;
import io.posthorn.message.Message;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** put, get and view. */
final class MessageOperations {
  private static final Logger LOG = LoggerFactory.getLogger(MessageOperations.class);
  private static final byte[] EMPTY = {};
  private static final String RAW = "application/octet-stream";

  private final Broker broker;
  private final boolean decodeDataOnce;
  private final RangeView ranges;

  MessageOperations(Broker broker, boolean decodeDataOnce) {
    this.broker = broker;
    this.decodeDataOnce = decodeDataOnce;
    this.ranges = new RangeView(broker);
  }

  void put(Exchange exchange, HttpsqsQuery query, QueueName queue) {
    byte[] message = message(exchange, query);
    if (message == null) {
      exchange.reply(
          HttpsqsReply.refusal(
              exchange, query.charset, HttpsqsReply.PUT_ERROR, ErrorCode.BAD_REQUEST));
      return;
    }
    broker
        .enqueue(
            queue,
            NewMessage.of(Body.of(message)).withTrace(TraceHeaders.of(exchange)),
            QueueConfig.HTTPSQS)
        .whenComplete((result, e) -> exchange.reply(() -> stored(exchange, query, result, e)));
  }

  /** The bytes to store: a body beats {@code data}; null when there is neither. */
  private byte @Nullable [] message(Exchange exchange, HttpsqsQuery query) {
    byte[] body = exchange.body();
    if (body.length > 0) {
      String type = exchange.header("Content-Type");
      boolean raw = type != null && type.regionMatches(true, 0, RAW, 0, RAW.length());
      return raw ? body : UrlDecoding.decode(body);
    }
    if (query.data == null) {
      return null;
    }
    byte[] data = query.data.getBytes(ISO_8859_1);
    return decodeDataOnce ? data : UrlDecoding.decode(data);
  }

  private static Reply stored(
      Exchange exchange,
      HttpsqsQuery query,
      @Nullable EnqueueResult result,
      @Nullable Throwable e) {
    if (result != null && result.status() == EnqueueResult.Status.ENQUEUED && result.id() != null) {
      long pos = result.position() != 0 ? result.position() : result.id().sequence();
      return HttpsqsReply.of(exchange, query.charset, HttpsqsReply.PUT_OK, pos);
    }
    ErrorCode code =
        result == null
            ? code(e)
            : result.status() == EnqueueResult.Status.QUEUE_FULL
                ? ErrorCode.QUEUE_FULL
                : ErrorCode.QUEUE_MODE;
    byte[] body = code == ErrorCode.QUEUE_FULL ? HttpsqsReply.PUT_END : HttpsqsReply.PUT_ERROR;
    return HttpsqsReply.refusal(exchange, query.charset, body, code);
  }

  void get(Exchange exchange, HttpsqsQuery query, QueueName queue) {
    CompletableFuture<Taken> taken = broker.take(queue, 1, Duration.ZERO);
    exchange.onGone(() -> giveBack(queue, taken));
    taken.whenComplete(
        (result, e) ->
            exchange.reply(
                () -> {
                  if (result != null && !hasRoom(exchange, result)) {
                    broker.putBack(queue, result);
                    return overloaded(exchange);
                  }
                  return handedOut(exchange, query, result, e);
                }));
  }

  private static boolean hasRoom(Exchange exchange, Taken taken) {
    return taken.messages().isEmpty() || exchange.holdReply(taken.messages().get(0).body().size());
  }

  private static Reply overloaded(Exchange exchange) {
    return HttpsqsReply.page(exchange, 503, "Service Unavailable")
        .refusing(ErrorCode.OVERLOADED.code());
  }

  /** The client left before a byte of its message was written. */
  private void giveBack(QueueName queue, CompletableFuture<Taken> future) {
    if (future.cancel(false) || future.isCompletedExceptionally()) {
      return;
    }
    Taken taken = future.join();
    if (!taken.messages().isEmpty()) {
      broker.putBack(queue, taken);
    }
  }

  private static Reply handedOut(
      Exchange exchange, HttpsqsQuery query, @Nullable Taken taken, @Nullable Throwable e) {
    if (taken != null && !taken.messages().isEmpty()) {
      Message message = taken.messages().get(0);
      long pos = message.position() != 0 ? message.position() : message.sequence();
      return HttpsqsReply.of(exchange, query.charset, message.body().bytes(), pos);
    }
    if (taken != null && taken.handOut() != HandOut.WRONG_MODE) {
      return HttpsqsReply.of(exchange, query.charset, HttpsqsReply.GET_END);
    }
    ErrorCode code = taken == null ? code(e) : ErrorCode.QUEUE_MODE;
    return code == ErrorCode.QUEUE_NOT_FOUND
        ? HttpsqsReply.of(exchange, query.charset, HttpsqsReply.GET_END)
        : HttpsqsReply.refusal(exchange, query.charset, HttpsqsReply.ERROR, code);
  }

  void view(Exchange exchange, HttpsqsQuery query, QueueName queue, long pos) {
    ranges
        .one(queue, pos)
        .whenComplete((bytes, e) -> exchange.reply(() -> viewed(exchange, query, bytes, e)));
  }

  void viewRange(Exchange exchange, HttpsqsQuery query, QueueName queue, long pos) {
    boolean descending = "desc".equals(query.order);
    long num = query.num == null ? 1 : HttpsqsQuery.number(query.num);
    if (num < 1
        || num > RangeView.MOST
        || !(query.order == null || descending || query.order.equals("asc"))) {
      exchange.reply(
          HttpsqsReply.refusal(exchange, query.charset, HttpsqsReply.ERROR, ErrorCode.BAD_REQUEST));
      return;
    }
    ranges
        .range(queue, pos, (int) num, descending)
        .whenComplete((bytes, e) -> exchange.reply(() -> viewed(exchange, query, bytes, e)));
  }

  private static Reply viewed(
      Exchange exchange, HttpsqsQuery query, byte @Nullable [] bytes, @Nullable Throwable e) {
    if (bytes != null) {
      return exchange.holdReply(bytes.length)
          ? HttpsqsReply.of(exchange, query.charset, bytes)
          : overloaded(exchange);
    }
    ErrorCode code = code(e);
    return code == ErrorCode.QUEUE_NOT_FOUND
        ? HttpsqsReply.of(exchange, query.charset, EMPTY)
        : HttpsqsReply.refusal(exchange, query.charset, HttpsqsReply.ERROR, code);
  }

  /**
   * What a failure is in the broker's catalogue; what it did not foresee is logged and UNAVAILABLE.
   */
  static ErrorCode code(@Nullable Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof BrokerException known) {
      return known.code();
    }
    LOG.error("Unexpected failure", cause);
    return ErrorCode.UNAVAILABLE;
  }
}
