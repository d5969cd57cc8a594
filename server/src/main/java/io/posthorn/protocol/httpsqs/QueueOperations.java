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
                      QueueStatus shown = status == null && isMissing(e) ? QueueStatus.NEW : status;
                      byte[] body =
                          shown == null
                              ? HttpsqsReply.ERROR
                              : json ? shown.json(queue) : shown.text(queue);
                      return HttpsqsReply.of(exchange, query.charset, body);
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
                            ok != null ? ok : isMissing(e),
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
                            result == RingResult.CHANGED,
                            HttpsqsReply.MAXQUEUE_OK,
                            e == null ? HttpsqsReply.MAXQUEUE_CANCEL : HttpsqsReply.ERROR)));
  }

  private static Reply answer(
      Exchange exchange, HttpsqsQuery query, boolean ok, byte[] yes, byte[] no) {
    return HttpsqsReply.of(exchange, query.charset, ok ? yes : no);
  }

  private static boolean isMissing(@Nullable Throwable e) {
    return e != null && MessageOperations.code(e) == ErrorCode.QUEUE_NOT_FOUND;
  }
}
