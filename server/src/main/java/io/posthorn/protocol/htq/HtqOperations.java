package io.posthorn.protocol.htq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.access.Identity;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import io.posthorn.http.TraceHeaders;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.TraceContext;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.QueueInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The five calls of the API. Queues that HTQ did not make are none of its business. */
final class HtqOperations {
  /** Most queues that one answer lists. */
  static final int MOST_LISTED = 100_000;

  /** Most characters of a queue's type and numbers. */
  private static final int LONGEST_ATTRIBUTE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(HtqOperations.class);
  private static final String DEFAULT_QUEUE = "default_queue";

  /** Where tasks without a queue go. */
  static final QueueName DEFAULT_NAME = QueueName.of(DEFAULT_QUEUE);

  private static final QueueName ALL = QueueName.of("");
  private static final int PAGE = 500;

  private final Broker broker;
  private final HtqOptions options;
  private final int page;

  HtqOperations(Broker broker, HtqOptions options, int batch) {
    this.broker = broker;
    this.options = options;
    this.page = Math.min(PAGE, batch);
  }

  void addQueue(Exchange exchange, HtqFields fields) {
    QueueName queue = name(fields.get("queue_name"));
    String type = fields.get("type");
    String step = fields.get("stepping_time");
    String max = fields.get("max_time_interval");
    if (queue == null || type == null || isLong(type) || isLong(step) || isLong(max)) {
      exchange.reply(HtqReply.refusal(HtqReply.ADD_FAILED, ErrorCode.BAD_REQUEST));
      return;
    }
    QueueConfig config = HtqQueue.config(type, step, max);
    broker
        .createQueue(queue, config)
        .whenComplete(
            (made, e) ->
                exchange.reply(
                    made == null
                        ? HtqReply.refusal(HtqReply.ADD_FAILED, code(e))
                        : HtqReply.of(made.created() ? HtqReply.ADDED : HtqReply.QUEUE_EXISTS)));
  }

  /** Such text is kept with the queue and told in every list. */
  private static boolean isLong(@Nullable String text) {
    return text != null && text.length() > LONGEST_ATTRIBUTE;
  }

  void deleteQueue(Exchange exchange, HtqFields fields) {
    find(fields.get("queue_name"))
        .thenCompose(
            queue ->
                queue == null
                    ? CompletableFuture.completedFuture(false)
                    : broker.deleteQueue(queue.name()))
        .whenComplete(
            (deleted, e) ->
                exchange.reply(
                    deleted == null
                        ? HtqReply.refusal(HtqReply.DELETE_FAILED, code(e))
                        : deleted
                            ? HtqReply.of(HtqReply.DELETED)
                            : HtqReply.refusal(HtqReply.QUEUE_MISSING, ErrorCode.QUEUE_NOT_FOUND)));
  }

  /** Tasks not finished, due or not; one that died is finished. */
  void countQueue(Exchange exchange, HtqFields fields) {
    find(fields.get("queue_name"))
        .thenCompose(
            queue ->
                queue == null
                    ? CompletableFuture.completedFuture(0L)
                    : broker
                        .stats(List.of(queue.name()))
                        .thenApply(all -> all.get(0).map(stats -> stats.unfinished()).orElse(0L)))
        .whenComplete(
            (count, e) -> {
              if (count == null) {
                exchange.reply(unavailable(e));
              } else {
                exchange.reply(HtqReply.of(HtqReply.count(count)));
              }
            });
  }

  /** Those that {@code identity} is for. */
  void allQueue(Exchange exchange, Identity identity) {
    list(new Listing(identity), null)
        .whenComplete(
            (json, e) -> {
              if (json == null) {
                exchange.reply(unavailable(e));
              } else {
                exchange.reply(
                    () ->
                        exchange.holdReply(3L * json.length())
                            ? HtqReply.of((json + "]").getBytes(UTF_8))
                            : HtqReply.page(
                                503, "Service Unavailable", ErrorCode.OVERLOADED.code()));
              }
            });
  }

  void addTask(Exchange exchange, HtqFields fields) {
    String given = fields.get("queue_name");
    QueueName queue = name(given == null ? DEFAULT_QUEUE : given);
    HtqTask task = task(fields);
    TraceContext trace = TraceHeaders.of(exchange);
    if (queue == null || task == null) {
      exchange.reply(
          HtqReply.refusal(
              fields.get(MovedTask.ID) == null
                  ? HtqReply.ADD_FAILED
                  : HtqReply.addFailed(ErrorCode.BAD_REQUEST.code()),
              ErrorCode.BAD_REQUEST));
      return;
    }
    broker
        .findQueue(queue)
        .thenCompose(found -> enqueue(queue, found, task, trace))
        .whenComplete(
            (status, e) -> exchange.reply(added(status, status == null ? code(e) : null, task)));
  }

  private static Reply added(@Nullable Status status, @Nullable ErrorCode failure, HtqTask task) {
    ErrorCode refusal = status == null ? failure : MovedTask.refusal(status);
    if (refusal == null) {
      return HtqReply.of(status == Status.ENQUEUED ? HtqReply.ADDED : HtqReply.THERE);
    }
    return HtqReply.refusal(
        task.moved() == null ? HtqReply.ADD_FAILED : HtqReply.addFailed(refusal.code()), refusal);
  }

  private @Nullable HtqTask task(HtqFields fields) {
    try {
      return HtqTask.read(fields, options);
    } catch (IllegalArgumentException e) {
      LOG.debug("Refused a task: {}", e.getMessage());
      return null;
    }
  }

  private CompletableFuture<Status> enqueue(
      QueueName queue, Optional<QueueInfo> found, HtqTask task, @Nullable TraceContext trace) {
    if (found.isPresent() && !HtqQueue.isOne(found.get())) {
      return CompletableFuture.completedFuture(Status.WRONG_MODE);
    }
    QueueConfig config = found.map(QueueInfo::config).orElse(HtqQueue.REAL_TIME);
    NewMessage message = task.message(config, options.clock().instant()).withTrace(trace);
    return broker.enqueue(queue, message, HtqQueue.REAL_TIME).thenApply(EnqueueResult::status);
  }

  /** The queue of that name, if there is one and it is HTQ's; null = not. */
  private CompletableFuture<@Nullable QueueInfo> find(@Nullable String given) {
    QueueName queue = name(given);
    return queue == null
        ? CompletableFuture.completedFuture(null)
        : broker.findQueue(queue).thenApply(found -> found.filter(HtqQueue::isOne).orElse(null));
  }

  /** The list so far. */
  private static final class Listing {
    final Identity identity;
    final StringBuilder json = new StringBuilder("[");
    int queues;

    Listing(Identity identity) {
      this.identity = identity;
    }
  }

  private CompletableFuture<StringBuilder> list(Listing listing, @Nullable QueueName after) {
    return broker
        .listQueues(ALL, after, page)
        .thenCompose(
            found -> {
              for (QueueInfo queue : found) {
                if (HtqQueue.isOne(queue)
                    && listing.identity.isFor(queue.name())
                    && listing.queues < MOST_LISTED) {
                  if (listing.queues++ > 0) {
                    listing.json.append(',');
                  }
                  HtqQueue.append(listing.json, queue);
                }
              }
              return found.size() < page || listing.queues == MOST_LISTED
                  ? CompletableFuture.completedFuture(listing.json)
                  : list(listing, found.get(found.size() - 1).name());
            });
  }

  /** The queue of that name; null when it can be none. */
  static @Nullable QueueName name(@Nullable String given) {
    if (given == null) {
      return null;
    }
    byte[] bytes = given.getBytes(UTF_8);
    return bytes.length > QueueName.MAX_BYTES ? null : QueueName.ofBytes(bytes);
  }

  private static Reply unavailable(@Nullable Throwable e) {
    return HtqReply.page(503, "Service Unavailable", code(e).code());
  }

  /** What a failure is in the broker's catalogue; what it did not foresee is logged. */
  private static ErrorCode code(@Nullable Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof BrokerException known) {
      LOG.debug("Refused: {}", known.getMessage());
      return known.code();
    }
    LOG.error("Unexpected failure", cause);
    return ErrorCode.INTERNAL;
  }
}
