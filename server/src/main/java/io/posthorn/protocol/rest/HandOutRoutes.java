package io.posthorn.protocol.rest;

import io.posthorn.access.Route;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.HeaderText;
import io.posthorn.http.Reply;
import io.posthorn.message.Delivery;
import io.posthorn.message.Durations;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Messages on their way out: take, reserve, and the settlement of leases. */
final class HandOutRoutes {
  private static final List<String> TAKE = List.of("limit", "wait");
  private static final List<String> RESERVE = List.of("limit", "lease", "wait");
  private static final List<String> RESERVE_ANY =
      List.of("queues", "queue", "limit", "lease", "wait");
  private static final CharSequence OCTETS = HeaderText.of("application/octet-stream");
  private static final CharSequence MESSAGE_ID = HeaderText.of("Posthorn-Message-Id");
  private static final CharSequence SEQUENCE = HeaderText.of("Posthorn-Sequence");

  private final Broker broker;
  private final Guard guard;
  private final BrokerLimits limits;

  HandOutRoutes(Broker broker, BrokerLimits limits, Guard guard) {
    this.guard = guard;
    this.broker = broker;
    this.limits = limits;
  }

  /**
   * {@code POST /v1/queues/{queue}/take}: raw, or JSON where that is accepted or a limit is given.
   */
  void take(Exchange exchange, QueueName queue) {
    Query query = Query.parse(exchange.query(), TAKE);
    boolean json = query.has("limit") || acceptsJson(exchange.header("Accept"));
    int limit = (int) query.number("limit", 1, 1, limits.batch());
    Duration wait = wait(query);
    Withdrawal.reply(
        exchange,
        broker.take(queue, limit, wait),
        taken -> json ? list(queue, taken) : raw(queue, taken),
        taken -> size(taken.messages()) * (json ? Json.TIMES : 1),
        taken -> broker.putBack(queue, taken));
  }

  /** {@code POST /v1/queues/{queue}/reserve}. */
  void reserve(Exchange exchange, QueueName queue) {
    Query query = Query.parse(exchange.query(), RESERVE);
    reserve(exchange, List.of(queue), query, false);
  }

  /** {@code POST /v1/reserve?queues=high,low}: from the first queue that has something. */
  void reserveAny(Exchange exchange) {
    Query query = Query.parse(exchange.query(), RESERVE_ANY, List.of("queues", "queue"));
    List<QueueName> queues = new ArrayList<>();
    query.forEach(
        (name, value) -> {
          if (name.equals("queue")) {
            queues.add(Percent.queueName(value));
          } else if (name.equals("queues")) {
            for (String one : value.split(",", -1)) {
              queues.add(Percent.queueName(one));
            }
          }
        });
    if (queues.isEmpty()) {
      throw ProblemException.badField(
          "queues", "queues: missing (expected: names, the most urgent first)");
    }
    queues.forEach(queue -> guard.check(exchange, Route.RESERVE_ANY, queue));
    reserve(exchange, queues, query, true);
  }

  /** {@code POST /v1/queues/{queue}/settle}. */
  void settle(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    List<Settlement> settlements =
        new SettlementReader(limits, broker::jitter).read(exchange.body());
    Answers.reply(
        exchange, broker.settle(queue, settlements), results -> settled(settlements, results));
  }

  private void reserve(Exchange exchange, List<QueueName> queues, Query query, boolean several) {
    int limit = (int) query.number("limit", 1, 1, limits.batch());
    Duration lease = query.duration("lease");
    if (lease != null) {
      SettlementReader.checkLease("lease", lease, limits);
    }
    Withdrawal.reply(
        exchange,
        broker.reserve(queues, limit, lease, wait(query)),
        from -> reserved(from, several),
        from ->
            Json.TIMES
                * size(from.reserved().deliveries().stream().map(Delivery::message).toList()),
        broker::putBack);
  }

  private Duration wait(Query query) {
    Duration wait = query.duration("wait");
    if (wait == null) {
      return Duration.ZERO;
    }
    if (wait.compareTo(limits.longPoll()) > 0) {
      throw ProblemException.beyondLimit(
          "wait",
          "wait: "
              + Durations.format(wait)
              + " (expected: at most "
              + Durations.format(limits.longPoll())
              + ")");
    }
    return wait;
  }

  private static long size(List<Message> messages) {
    long size = 0;
    for (Message message : messages) {
      size += message.body().size();
    }
    return size;
  }

  private static Reply raw(QueueName queue, Taken taken) {
    check(queue, taken.handOut());
    if (taken.messages().isEmpty()) {
      return Answers.noContent();
    }
    Message message = taken.messages().get(0);
    CharSequence type = message.contentType() == null ? OCTETS : message.contentType();
    List<CharSequence> headers =
        List.of(
            Answers.CONTENT_TYPE,
            type,
            MESSAGE_ID,
            message.id().toString(),
            SEQUENCE,
            Long.toString(message.sequence()));
    if (message.trace() != null) {
      headers = new ArrayList<>(headers);
      TraceFields.add(message.trace(), headers);
    }
    return new Reply(200, null, headers, message.body().bytes(), false, false);
  }

  private static Reply list(QueueName queue, Taken taken) {
    check(queue, taken.handOut());
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("messages");
          for (Message message : taken.messages()) {
            MessageJson.write(message, out);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static Reply reserved(Broker.ReservedFrom from, boolean several) {
    check(from.queue(), from.reserved().handOut());
    String queue = several ? from.queue().display() : null;
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("messages");
          for (Delivery delivery : from.reserved().deliveries()) {
            MessageJson.write(delivery, queue, out);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static Reply settled(List<Settlement> settlements, List<SettleResult> results) {
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("results");
          for (int i = 0; i < results.size(); i++) {
            SettleResult result = results.get(i);
            boolean stale = result.status() == SettleResult.Status.STALE;
            out.writeStartObject();
            out.writeStringField("receipt", settlements.get(i).receipt().toString());
            out.writeStringField("result", stale ? "stale" : "settled");
            if (result.status() == SettleResult.Status.DEAD) {
              out.writeStringField("state", "dead");
            }
            boolean extended = settlements.get(i).outcome() == Settlement.Outcome.EXTEND;
            MessageJson.instant(extended ? "leaseUntil" : "visibleAt", result.until(), out);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  /** A paused queue hands out nothing; that is no error. */
  private static void check(QueueName queue, HandOut handOut) {
    if (handOut == HandOut.QUEUE_MISSING) {
      throw new ProblemException(ErrorMapper.queueMissing(queue.display()));
    }
    if (handOut == HandOut.WRONG_MODE) {
      throw ProblemException.of(
          ErrorCode.QUEUE_MODE,
          "The queue '" + queue.display() + "' is a push queue (expected: a pull queue).");
    }
  }

  private static boolean acceptsJson(@Nullable String accept) {
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("application/json");
  }
}
