package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import io.posthorn.message.MessageId;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Kind;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.MessageRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dead messages back into their queue: some by id, or many by filter, at a rate. */
final class RedriveRoute {
  private static final List<String> TOP = List.of("ids", "filter", "limit", "rate");
  private static final List<String> FILTER = List.of("reason", "since");
  private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/([smh])");
  private static final int DEFAULT_LIMIT = 1000;

  private final Broker broker;
  private final BrokerLimits limits;

  RedriveRoute(Broker broker, BrokerLimits limits) {
    this.broker = broker;
    this.limits = limits;
  }

  /** What is asked: ids, or else the rest. */
  private static final class Request {
    @Nullable List<MessageId> ids;
    boolean filtered;
    @Nullable String reason;
    @Nullable Instant since;
    long limit = DEFAULT_LIMIT;
    double perSecond;
  }

  /** {@code POST /v1/queues/{queue}/redrive}. */
  void redrive(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    Request request = read(exchange.body());
    List<MessageId> ids = request.ids;
    if (ids == null) {
      Answers.reply(
          exchange,
          broker.redrive(queue, request.reason, request.since, request.limit, request.perSecond),
          RedriveRoute::count);
      return;
    }
    List<Change> changes =
        ids.stream().map(id -> new Change(MessageRef.of(id), Kind.REDRIVE, null)).toList();
    Answers.reply(exchange, broker.change(queue, changes), results -> results(ids, results));
  }

  private Request read(byte[] body) {
    var request = new Request();
    try (var in = new JsonInput(body)) {
      in.expect(JsonToken.START_OBJECT, "JSON object");
      int seen = 0;
      int i;
      while ((i = in.field(TOP, seen)) >= 0) {
        seen |= 1 << i;
        switch (i) {
          case 0 -> request.ids = ids(in);
          case 1 -> filter(in, request);
          case 2 -> request.limit = in.number("limit", 1, QueueConfig.MAX_CAPACITY);
          default -> request.perSecond = rate(in.text("rate"));
        }
        request.filtered |= i > 0;
      }
      in.expectEnd();
    }
    if (request.ids != null && request.filtered) {
      throw ProblemException.badField(
          "ids", "ids and filter, limit or rate: both given (expected: one)");
    }
    return request;
  }

  private List<MessageId> ids(JsonInput in) {
    if (!in.is(JsonToken.START_ARRAY)) {
      throw in.wrongType("ids", "an array");
    }
    List<MessageId> ids = new ArrayList<>();
    while (in.next() != JsonToken.END_ARRAY) {
      String field = "ids[" + ids.size() + "]";
      if (ids.size() == limits.batch()) {
        throw ProblemException.beyondLimit(
            "ids", "ids: more than " + limits.batch() + " (expected: 1 to " + limits.batch() + ")");
      }
      String text = in.text(field);
      ids.add(
          MessageId.parse(text == null ? "" : text)
              .orElseThrow(
                  () ->
                      ProblemException.badField(
                          field, field + ": '" + text + "' (expected: a message's id)")));
    }
    if (ids.isEmpty()) {
      throw ProblemException.badField("ids", "ids: none (expected: 1 to " + limits.batch() + ")");
    }
    return ids;
  }

  private static void filter(JsonInput in, Request request) {
    if (!in.is(JsonToken.START_OBJECT)) {
      throw in.wrongType("filter", "an object");
    }
    int seen = 0;
    int i;
    while ((i = in.field(FILTER, seen)) >= 0) {
      seen |= 1 << i;
      if (i == 0) {
        request.reason = in.text("filter.reason");
      } else {
        request.since = in.instant("filter.since");
      }
    }
  }

  /** Messages a second; 0 = as fast as it goes. */
  private static double rate(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    Matcher rate = RATE.matcher(text);
    if (!rate.matches() || Integer.parseInt(rate.group(1)) == 0) {
      throw ProblemException.badField(
          "rate", "rate: '" + text + "' (expected: like 100/s, 600/m or 10/h)");
    }
    int seconds = rate.group(2).equals("s") ? 1 : rate.group(2).equals("m") ? 60 : 3600;
    return Integer.parseInt(rate.group(1)) / (double) seconds;
  }

  private static Reply count(long redriven) {
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeNumberField("redriven", redriven);
          out.writeEndObject();
        });
  }

  private static Reply results(List<MessageId> ids, List<ChangeResult> results) {
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeNumberField(
              "redriven", results.stream().filter(r -> r == ChangeResult.CHANGED).count());
          out.writeArrayFieldStart("results");
          for (int i = 0; i < results.size(); i++) {
            out.writeStartObject();
            out.writeStringField("id", ids.get(i).toString());
            out.writeStringField("result", name(results.get(i)));
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static String name(ChangeResult result) {
    return switch (result) {
      case CHANGED -> "redriven";
      case NOT_FOUND -> "notFound";
      case WRONG_STATE -> "notDead";
      case KEY_CONFLICT -> "keyConflict";
      case CONFLICT -> "conflict";
    };
  }
}
