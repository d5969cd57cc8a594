package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.posthorn.access.Identity;
import io.posthorn.broker.Broker;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.ReplyStream;
import io.posthorn.message.QueueName;
import io.posthorn.monitor.History;
import io.posthorn.monitor.Monitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What happens over time: everything at a glance, a queue's last hour, and live. */
final class MonitorRoutes {
  private static final List<CharSequence> STREAM =
      List.of("Content-Type", "text/event-stream", "Cache-Control", "no-store");
  private static final byte[] RETRY = "retry: 2000\n\n".getBytes(US_ASCII);

  private final Broker broker;
  private final Monitor monitor;
  private final Guard guard;
  private final OverviewJson json;

  MonitorRoutes(Broker broker, Monitor monitor, Guard guard, OverviewJson json) {
    this.guard = guard;
    this.broker = broker;
    this.monitor = monitor;
    this.json = json;
  }

  /** {@code GET /v1/overview}. */
  void overview(Exchange exchange) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(
        exchange,
        monitor.overview(),
        overview -> Json.reply(200, out -> json.write(overview, out)));
  }

  /** {@code GET /v1/queues/{queue}/history}. */
  void history(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    CompletableFuture<@Nullable History> history =
        broker
            .findQueue(queue)
            .thenCompose(
                found ->
                    found.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : monitor.history(queue));
    Answers.reply(
        exchange,
        history,
        found -> {
          if (found == null) {
            throw new ProblemException(ErrorMapper.queueMissing(queue.display()));
          }
          return Json.reply(200, out -> OverviewJson.write(queue, found, out));
        });
  }

  /**
   * {@code GET /v1/events}: server-sent events until the client goes, does not keep up or is not
   * let in any more.
   */
  void events(Exchange exchange) {
    Query query = Query.parse(exchange.query(), List.of("queue"), List.of("queue"));
    List<QueueName> queues = new ArrayList<>();
    query.forEach((name, value) -> queues.add(Percent.queueName(value)));
    if (queues.size() > Monitor.MOST_FOLLOWED) {
      throw ProblemException.beyondLimit(
          "queue",
          "queue: " + queues.size() + " (expected: at most " + Monitor.MOST_FOLLOWED + ")");
    }
    Identity identity = guard.identify(exchange);
    var stream = new AtomicReference<@Nullable ReplyStream>();
    Monitor.Follower follower =
        monitor.follow(
            queues,
            () -> guard.isCurrent(identity),
            summary -> {
              ReplyStream to = stream.get();
              if (to != null) {
                to.send(OverviewJson.event(summary));
              }
            },
            () -> end(stream.get()));
    ReplyStream begun = exchange.stream(STREAM, follower::leave);
    begun.send(RETRY);
    stream.set(begun);
    if (monitor.isEnding() || !guard.isCurrent(identity)) {
      begun.end();
    }
  }

  private static void end(@Nullable ReplyStream stream) {
    if (stream != null) {
      stream.end();
    }
  }
}
