package io.posthorn.protocol.httpsqs;

import io.posthorn.broker.Broker;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueCatalog.RingResult;
import io.posthorn.storage.QueueStats;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** status, reset and maxqueue. */
final class QueueOperations {
  private final Broker broker;

  QueueOperations(Broker broker) {
    this.broker = broker;
  }

  void status(Exchange exchange, HttpsqsQuery query, QueueName queue, boolean json) {
    broker
        .stats(List.of(queue))
        .thenCompose(all -> status(queue, all.get(0)))
        .whenComplete(
            (status, e) ->
                exchange.reply(
                    () -> {
                      ErrorCode code = status == null ? MessageOperations.code(e) : null;
                      if (code != null && code != ErrorCode.QUEUE_NOT_FOUND) {
                        return HttpsqsReply.refusal(
                            exchange, query.charset, HttpsqsReply.ERROR, code);
                      }
                      QueueStatus shown = status == null ? QueueStatus.NEW : status;
                      return HttpsqsReply.of(
                          exchange, query.charset, json ? shown.json(queue) : shown.text(queue));
                    }));
  }

  private CompletableFuture<QueueStatus> status(QueueName queue, Optional<QueueStats> found) {
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(QueueStatus.NEW);
    }
    QueueStats stats = found.get();
    if (stats.ring() != null) {
      return CompletableFuture.completedFuture(QueueStatus.of(stats.ring(), stats));
    }
    return broker
        .findQueue(queue)
        .thenApply(
            info ->
                QueueStatus.withoutRing(
                    info.map(i -> i.config().capacity()).orElse(QueueConfig.MAX_CAPACITY), stats));
  }

  /**
   * A queue that was never used resets well; one without a ring has no positions that could start
   * again.
   */
  void reset(Exchange exchange, HttpsqsQuery query, QueueName queue) {
    broker
        .resetRing(queue)
        .thenCompose(
            result ->
                result == RingResult.QUEUE_MISSING
                    ? broker.findQueue(queue).thenApply(Optional::isEmpty)
                    : CompletableFuture.completedFuture(result == RingResult.CHANGED))
        .whenComplete(
            (ok, e) ->
                exchange.reply(
                    () ->
                        answer(
                            exchange,
                            query,
                            ok != null && ok ? null : ok != null ? ErrorCode.QUEUE_MODE : code(e),
                            HttpsqsReply.RESET_OK,
                            e == null ? HttpsqsReply.RESET_ERROR : HttpsqsReply.ERROR)));
  }

  /** As the original, remembers the size of a queue that is yet to be used: by making it. */
  void resize(Exchange exchange, HttpsqsQuery query, QueueName queue, long max) {
    broker
        .resizeRing(queue, max)
        .thenCompose(
            result ->
                result == RingResult.QUEUE_MISSING
                    ? broker
                        .createQueue(queue, QueueConfig.HTTPSQS)
                        .thenCompose(created -> broker.resizeRing(queue, max))
                    : CompletableFuture.completedFuture(result))
        .whenComplete(
            (result, e) ->
                exchange.reply(
                    () ->
                        answer(
                            exchange,
                            query,
                            result == RingResult.CHANGED
                                ? null
                                : e == null ? ErrorCode.BAD_REQUEST : MessageOperations.code(e),
                            HttpsqsReply.MAXQUEUE_OK,
                            e == null ? HttpsqsReply.MAXQUEUE_CANCEL : HttpsqsReply.ERROR)));
  }

  private static Reply answer(
      Exchange exchange, HttpsqsQuery query, @Nullable ErrorCode refusal, byte[] yes, byte[] no) {
    return refusal == null
        ? HttpsqsReply.of(exchange, query.charset, yes)
        : HttpsqsReply.refusal(exchange, query.charset, no, refusal);
  }

  /** What a reset failed by; null = by nothing, as there is no queue. */
  private static @Nullable ErrorCode code(@Nullable Throwable e) {
    ErrorCode code = MessageOperations.code(e);
    return code == ErrorCode.QUEUE_NOT_FOUND ? null : code;
  }
}
