package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.access.Identity;
import io.posthorn.access.Route;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.broker.Topics;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.Reply;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Topics: make, read, list, delete, publish. */
final class TopicRoutes {
  private static final List<String> FIELDS = List.of("queues");
  private static final List<String> LIST = List.of("cursor", "limit");
  private static final List<String> PUBLISH = List.of("delay", "visibleAt", "ttl", "key", "all");
  private static final int DEFAULT_LIMIT = 100;

  private final Broker broker;
  private final Guard guard;
  private final BrokerLimits limits;
  private final EnqueueRoutes enqueue;

  TopicRoutes(Broker broker, BrokerLimits limits, EnqueueRoutes enqueue, Guard guard) {
    this.guard = guard;
    this.broker = broker;
    this.limits = limits;
    this.enqueue = enqueue;
  }

  /** {@code PUT /v1/topics/{topic}}: creates or replaces. */
  void put(Exchange exchange, QueueName name) {
    Query.parse(exchange.query(), List.of());
    var topic = new Topic(name, queues(exchange.body()));
    topic.queues().forEach(queue -> guard.checkMentioned(exchange, Route.PUT_TOPIC, queue));
    Answers.reply(
        exchange,
        broker.topics().put(topic),
        created ->
            created
                ? new Reply(
                    201,
                    null,
                    List.of(
                        "Content-Type",
                        "application/json",
                        "Location",
                        "/v1/topics/" + Percent.encode(name)),
                    Json.write(out -> write(topic, out)),
                    false,
                    false)
                : Json.reply(200, out -> write(topic, out)));
  }

  /** {@code GET /v1/topics/{topic}}. */
  void get(Exchange exchange, QueueName name) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(
        exchange,
        broker.topics().find(name),
        found -> {
          Topic topic = found.orElseThrow(() -> missing(name));
          return Json.reply(200, out -> write(topic, out));
        });
  }

  /** {@code DELETE /v1/topics/{topic}}. */
  void delete(Exchange exchange, QueueName name) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(
        exchange,
        broker.topics().delete(name),
        deleted -> {
          if (!deleted) {
            throw missing(name);
          }
          return Answers.noContent();
        });
  }

  /** {@code GET /v1/topics}: a page of topics by name, of those that the key is for. */
  void list(Exchange exchange) {
    Query query = Query.parse(exchange.query(), LIST);
    String cursor = query.latin1("cursor");
    int limit = (int) query.number("limit", DEFAULT_LIMIT, 1, limits.batch());
    QueueName after = cursor == null ? null : Percent.queueName(cursor);
    Identity identity = guard.identify(exchange);
    CompletableFuture<List<Topic>> found =
        VisiblePage.of(
            (at, size) -> broker.topics().list(at, size),
            Topic::name,
            identity,
            after,
            limit,
            limits.batch());
    Answers.reply(exchange, found, topics -> page(topics, limit));
  }

  /** {@code POST /v1/topics/{topic}/messages}. */
  void publish(Exchange exchange, QueueName name) {
    Query query = Query.parse(exchange.query(), PUBLISH);
    boolean all = query.flag("all", false);
    NewMessage message = enqueue.message(exchange, query);
    Answers.reply(
        exchange,
        broker.topics().publish(name, message, all),
        published -> published(published, all));
  }

  private static Reply published(Topics.Published published, boolean all) {
    List<EnqueueResult> results = published.results();
    int taken = 0;
    int refused = -1;
    boolean stored = false;
    for (int i = 0; i < results.size(); i++) {
      Status status = results.get(i).status();
      stored |= status == Status.ENQUEUED;
      if (status == Status.ENQUEUED || status == Status.DUPLICATE) {
        taken++;
      } else if (refused < 0 && status != Status.REFUSED_WITH_OTHERS) {
        refused = i;
      }
    }
    if (refused >= 0 && (all || taken == 0)) {
      return ErrorMapper.reply(problem(published, refused));
    }
    Reply reply =
        Json.reply(
            stored ? 201 : 200,
            out -> {
              out.writeStartObject();
              out.writeArrayFieldStart("messages");
              for (int i = 0; i < results.size(); i++) {
                write(published.topic().queues().get(i), results.get(i), out);
              }
              out.writeEndArray();
              out.writeEndObject();
            });
    return refused < 0 ? reply : reply.refusing(problem(published, refused).code().code());
  }

  private static Problem problem(Topics.Published published, int refused) {
    return ErrorMapper.problem(
        published.results().get(refused).status(),
        published.topic().queues().get(refused).display());
  }

  private static void write(QueueName queue, EnqueueResult result, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("queue", queue.display());
    if (result.status() == Status.ENQUEUED || result.status() == Status.DUPLICATE) {
      MessageJson.fields(result, out);
    } else {
      Problem problem = ErrorMapper.problem(result.status(), queue.display());
      out.writeStringField("error", problem.code().code());
    }
    out.writeEndObject();
  }

  private static void write(Topic topic, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", topic.name().display());
    out.writeArrayFieldStart("queues");
    for (QueueName queue : topic.queues()) {
      out.writeString(queue.display());
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static Reply page(List<Topic> topics, int limit) {
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("topics");
          for (Topic topic : topics) {
            write(topic, out);
          }
          out.writeEndArray();
          if (topics.size() == limit) {
            out.writeStringField("cursor", Percent.encode(topics.get(limit - 1).name()));
          } else {
            out.writeNullField("cursor");
          }
          out.writeEndObject();
        });
  }

  private static List<QueueName> queues(byte[] body) {
    List<QueueName> queues = new ArrayList<>();
    try (var in = new JsonInput(body)) {
      in.expect(JsonToken.START_OBJECT, "JSON object");
      int seen = 0;
      while (in.field(FIELDS, seen) >= 0) {
        seen = 1;
        if (!in.is(JsonToken.START_ARRAY)) {
          throw in.wrongType("queues", "an array of names");
        }
        while (in.next() != JsonToken.END_ARRAY) {
          if (queues.size() == Topic.MAX_QUEUES) {
            throw ProblemException.beyondLimit(
                "queues",
                "queues: more than "
                    + Topic.MAX_QUEUES
                    + " (expected: 1 to "
                    + Topic.MAX_QUEUES
                    + ")");
          }
          String field = "queues[" + queues.size() + "]";
          String text = in.text(field);
          queues.add(TaskReader.queue(field, text == null ? "" : text));
        }
      }
      in.expectEnd();
    }
    return queues;
  }

  private static ProblemException missing(QueueName name) {
    return ProblemException.of(
        ErrorCode.TOPIC_NOT_FOUND, "There is no topic '" + name.display() + "'.");
  }
}
