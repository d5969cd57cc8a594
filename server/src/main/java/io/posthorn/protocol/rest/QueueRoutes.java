package io.posthorn.protocol.rest;

import io.posthorn.access.Identity;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.Reply;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Queues themselves: make, read, change, list, delete, pause, resume, purge. */
final class QueueRoutes {
  private static final List<String> LIST = List.of("prefix", "cursor", "limit");
  private static final int DEFAULT_LIMIT = 100;

  /**
   * How often a change without If-Match is tried again when others change the queue at the same
   * time.
   */
  private static final int TRIES = 10;

  private final Broker broker;
  private final Guard guard;
  private final BrokerLimits limits;
  private final InstantSource clock;
  private final QueueConfigReader reader;

  QueueRoutes(Broker broker, BrokerLimits limits, InstantSource clock, Guard guard) {
    this.guard = guard;
    this.broker = broker;
    this.limits = limits;
    this.clock = clock;
    this.reader = new QueueConfigReader(limits);
  }

  /** {@code PUT /v1/queues/{queue}}: creates or replaces. */
  void put(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    Fields fields = QueueConfigReader.parse(exchange.body());
    QueueConfig defaults =
        QueueConfigJson.defaults(QueueConfigReader.mode(fields, QueueConfig.PULL.mode()));
    Precondition precondition = Precondition.of(exchange);
    if (precondition.wantsExisting()) {
      Answers.reply(exchange, replace(queue, fields, precondition), info -> queue(200, info));
      return;
    }
    if (QueueConfigReader.keeps(fields)) {
      Answers.reply(exchange, keep(queue, fields, precondition), info -> queue(200, info));
      return;
    }
    QueueConfig config = config(() -> reader.merge(fields, defaults, defaults, defaults));
    CompletableFuture<Reply> reply =
        broker
            .createQueue(queue, config)
            .thenCompose(
                made -> {
                  if (made.created()) {
                    return CompletableFuture.completedFuture(queue(201, made.queue()));
                  }
                  precondition.checkExisting(made.queue().version());
                  return replace(queue, fields, precondition).thenApply(info -> queue(200, info));
                });
    Answers.reply(exchange, reply, Function.identity());
  }

  /**
   * {@code PATCH /v1/queues/{queue}}: changes the fields given; null makes one the default again.
   */
  void patch(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    Fields fields = QueueConfigReader.parse(exchange.body());
    var change =
        update(
            queue,
            Precondition.of(exchange),
            current -> {
              QueueConfig defaults =
                  QueueConfigJson.defaults(QueueConfigReader.mode(fields, current.mode()), current);
              return reader.merge(fields, current, defaults, current);
            },
            TRIES);
    Answers.reply(exchange, change, info -> queue(200, info));
  }

  /** {@code GET /v1/queues/{queue}}: configuration and statistics. */
  void get(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    var both =
        broker
            .findQueue(queue)
            .thenCombine(
                broker.stats(List.of(queue)), (info, stats) -> new Found(info, stats.get(0)));
    Answers.reply(
        exchange,
        both,
        found ->
            found
                .info()
                .map(info -> queue(200, info, found.stats().orElse(null)))
                .orElseThrow(() -> missing(queue)));
  }

  /** {@code GET /v1/queues}: a page of queues by name, of those that the key is for. */
  void list(Exchange exchange) {
    Query query = Query.parse(exchange.query(), LIST);
    String prefix = query.latin1("prefix");
    String cursor = query.latin1("cursor");
    int limit = (int) query.number("limit", DEFAULT_LIMIT, 1, limits.batch());
    QueueName after = cursor == null ? null : Percent.queueName(cursor);
    Identity identity = guard.identify(exchange);
    QueueName start = start(prefix == null ? "" : Percent.queueName(prefix).latin1(), identity);
    CompletableFuture<List<QueueInfo>> found =
        start == null
            ? CompletableFuture.completedFuture(List.of())
            : VisiblePage.of(
                (at, size) -> broker.listQueues(start, at, size),
                QueueInfo::name,
                identity,
                after,
                limit,
                limits.batch());
    var page =
        found.thenCompose(
            queues -> {
              QueueName last = queues.size() == limit ? queues.get(limit - 1).name() : null;
              return queues.isEmpty()
                  ? CompletableFuture.completedFuture(list(queues, List.of(), last))
                  : broker
                      .stats(queues.stream().map(QueueInfo::name).toList())
                      .thenApply(stats -> list(queues, stats, last));
            });
    Answers.reply(exchange, page, Function.identity());
  }

  /** What all names begin with that are asked for and may be seen; null = there can be none. */
  private static @Nullable QueueName start(String prefix, Identity identity) {
    String own = identity.beginning();
    if (own.length() > QueueName.MAX_BYTES || !(own.startsWith(prefix) || prefix.startsWith(own))) {
      return null;
    }
    return QueueName.ofLatin1(own.length() > prefix.length() ? own : prefix);
  }

  /** {@code DELETE /v1/queues/{queue}}. */
  void delete(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(
        exchange,
        broker.deleteQueue(queue),
        deleted -> {
          if (!deleted) {
            throw missing(queue);
          }
          return Answers.noContent();
        });
  }

  /** {@code POST /v1/queues/{queue}/pause} and {@code resume}. */
  void pause(Exchange exchange, QueueName queue, boolean paused) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(exchange, broker.pause(queue, paused), info -> queue(200, info));
  }

  /** {@code POST /v1/queues/{queue}/purge}. */
  void purge(Exchange exchange, QueueName queue) {
    Query query = Query.parse(exchange.query(), List.of("dead"));
    Answers.reply(
        exchange,
        broker.purge(queue, query.flag("dead", false)),
        purged ->
            Json.reply(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeNumberField("purged", purged);
                  out.writeEndObject();
                }));
  }

  private record Found(Optional<QueueInfo> info, Optional<QueueStats> stats) {}

  /** Replaces a queue whose credentials stay; where there is none, none can stay. */
  private CompletableFuture<QueueInfo> keep(
      QueueName queue, Fields fields, Precondition precondition) {
    return broker
        .findQueue(queue)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                throw ProblemException.badField(
                    "target",
                    "target: masked credentials or ids of secrets (expected: their values, as"
                        + " there is no queue yet that has them)");
              }
              return replace(queue, fields, precondition);
            });
  }

  private CompletableFuture<QueueInfo> replace(
      QueueName queue, Fields fields, Precondition precondition) {
    return update(
        queue,
        precondition,
        current -> {
          QueueConfig defaults =
              QueueConfigJson.defaults(
                  QueueConfigReader.mode(fields, QueueConfig.PULL.mode()), current);
          return reader.merge(fields, defaults, defaults, current);
        },
        TRIES);
  }

  /**
   * Reads, changes and writes a configuration; again when another change came between, unless
   * If-Match forbids it.
   */
  private CompletableFuture<QueueInfo> update(
      QueueName queue,
      Precondition precondition,
      Function<QueueConfig, QueueConfig> change,
      int tries) {
    return broker
        .findQueue(queue)
        .thenCompose(
            found -> {
              QueueInfo info = found.orElseThrow(() -> missing(queue));
              precondition.checkExisting(info.version());
              QueueConfig config = config(() -> change.apply(info.config()));
              return broker.updateQueue(queue, config, info.version());
            })
        .thenCompose(
            (QueueCatalog.Updated updated) -> {
              QueueInfo info = updated.queue();
              if (info == null) {
                throw missing(queue);
              }
              if (updated.updated()) {
                return CompletableFuture.completedFuture(info);
              }
              if (tries <= 1) {
                throw new BrokerException(
                    ErrorCode.VERSION_CONFLICT,
                    "The queue '" + queue + "' is being changed by others; try again.");
              }
              return update(queue, precondition, change, tries - 1);
            });
  }

  private static QueueConfig config(java.util.function.Supplier<QueueConfig> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw ProblemException.of(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private Reply queue(int status, QueueInfo info) {
    return queue(status, info, null);
  }

  private Reply queue(int status, QueueInfo info, @Nullable QueueStats stats) {
    byte[] body = Json.write(out -> QueueJson.write(info, stats, clock.instant(), out));
    String tag = "\"" + info.version() + "\"";
    List<String> headers =
        status == 201
            ? List.of(
                "Content-Type",
                "application/json",
                "ETag",
                tag,
                "Location",
                "/v1/queues/" + Percent.encode(info.name()))
            : List.of("Content-Type", "application/json", "ETag", tag);
    return new Reply(status, null, headers, body, false, false);
  }

  private Reply list(
      List<QueueInfo> queues, List<Optional<QueueStats>> stats, @Nullable QueueName last) {
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("queues");
          for (int i = 0; i < queues.size(); i++) {
            QueueJson.write(queues.get(i), stats.get(i).orElse(null), clock.instant(), out);
          }
          out.writeEndArray();
          if (last != null) {
            out.writeStringField("cursor", Percent.encode(last));
          } else {
            out.writeNullField("cursor");
          }
          out.writeEndObject();
        });
  }

  private static ProblemException missing(QueueName queue) {
    return new ProblemException(ErrorMapper.queueMissing(queue.display()));
  }
}
