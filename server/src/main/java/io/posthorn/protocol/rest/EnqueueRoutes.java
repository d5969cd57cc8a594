package io.posthorn.protocol.rest;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.HeaderText;
import io.posthorn.http.Reply;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Messages on their way in: one raw, or a batch of ndjson. */
final class EnqueueRoutes {
  private static final List<String> PARAMETERS = List.of("delay", "visibleAt", "ttl", "key");
  private static final List<String> NDJSON =
      List.of("application/x-ndjson", "application/ndjson", "application/jsonl");

  private static final CharSequence LOCATION = HeaderText.of("Location");
  private static final CharSequence REPLAYED = HeaderText.of("Idempotency-Replayed");

  private final Broker broker;
  private final BrokerLimits limits;
  private final InstantSource clock;

  EnqueueRoutes(Broker broker, BrokerLimits limits, InstantSource clock) {
    this.broker = broker;
    this.limits = limits;
    this.clock = clock;
  }

  /** {@code POST /v1/queues/{queue}/messages}. */
  void single(Exchange exchange, QueueName queue) {
    Query query = Query.parse(exchange.query(), PARAMETERS);
    var draft = new Draft(limits, clock);
    draft.body(exchange.body());
    draft.contentType(exchange.header("Content-Type"));
    draft.delay(query.duration("delay"));
    draft.visibleAt(query.instant("visibleAt"));
    draft.ttl(query.duration("ttl"));
    draft.key(query.text("key"));
    draft.deduplicationId(
        IdempotencyKey.HEADER, IdempotencyKey.parse(exchange.header(IdempotencyKey.HEADER)));
    NewMessage message = draft.build();
    Answers.reply(
        exchange,
        broker.enqueue(queue, message, QueueConfig.PULL),
        result -> single(queue, result));
  }

  /** {@code POST /v1/queues/{queue}/messages/batch}. */
  void batch(Exchange exchange, QueueName queue) {
    checkNdjson(exchange.header("Content-Type"));
    Query.parse(exchange.query(), List.of());
    var batch = new BatchReader(new Draft(limits, clock), limits.batch()).read(exchange.body());
    Answers.reply(
        exchange,
        broker.enqueue(queue, batch.messages(), Atomicity.ALL, QueueConfig.PULL),
        results -> batch(queue, batch, results));
  }

  private static Reply single(QueueName queue, EnqueueResult result) {
    boolean duplicate = result.status() == Status.DUPLICATE;
    if (!duplicate && result.status() != Status.ENQUEUED) {
      return ErrorMapper.reply(ErrorMapper.problem(result.status(), queue.display()));
    }
    String location = "/v1/queues/" + Percent.encode(queue) + "/messages/" + result.id();
    List<CharSequence> headers =
        duplicate
            ? List.of(Answers.CONTENT_TYPE, Answers.JSON, LOCATION, location, REPLAYED, "true")
            : List.of(Answers.CONTENT_TYPE, Answers.JSON, LOCATION, location);
    return new Reply(duplicate ? 200 : 201, null, headers, json(result), false, false);
  }

  /** The hot path's body, written by hand: none of its values needs escaping. */
  private static byte[] json(EnqueueResult result) {
    var json = new StringBuilder(96).append("{\"id\":\"").append(result.id()).append('"');
    if (result.id() != null) {
      json.append(",\"sequence\":").append(result.id().sequence());
    }
    if (result.position() > 0) {
      json.append(",\"position\":").append(result.position());
    }
    if (result.visibleAt() != null) {
      json.append(",\"visibleAt\":\"").append(Rfc3339.format(result.visibleAt())).append('"');
    }
    return json.append('}').toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Reply batch(
      QueueName queue, BatchReader.Batch batch, List<EnqueueResult> results) {
    boolean stored = false;
    for (int i = 0; i < results.size(); i++) {
      Status status = results.get(i).status();
      stored |= status == Status.ENQUEUED;
      if (status != Status.ENQUEUED
          && status != Status.DUPLICATE
          && status != Status.REFUSED_WITH_OTHERS) {
        return ErrorMapper.reply(
            ErrorMapper.problem(status, queue.display()).atLine(batch.lines()[i]));
      }
    }
    return Json.reply(
        stored ? 201 : 200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("messages");
          for (EnqueueResult result : results) {
            MessageJson.write(result, out);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static void checkNdjson(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int semicolon = type.indexOf(';');
    String bare =
        (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    if (!NDJSON.contains(bare)) {
      String detail = "Content-Type: '" + type + "' (expected: " + NDJSON.get(0) + ")";
      throw new ProblemException(
          new Problem(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail, 0, "Content-Type", NDJSON));
    }
  }
}
