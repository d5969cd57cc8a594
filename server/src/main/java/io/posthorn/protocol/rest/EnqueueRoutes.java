package io.posthorn.protocol.rest;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.http.Exchange;
import io.posthorn.http.TraceHeaders;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import java.time.InstantSource;
import java.util.List;

/** Messages on their way in: one raw, or a batch of ndjson. */
final class EnqueueRoutes {
  private static final List<String> PARAMETERS = List.of("delay", "visibleAt", "ttl", "key");

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
    NewMessage message = message(exchange, query);
    Answers.reply(
        exchange,
        broker.enqueue(queue, message, QueueConfig.PULL),
        result -> EnqueueReplies.single(queue, result));
  }

  /** {@code POST /v1/queues/{queue}/messages/batch}. */
  void batch(Exchange exchange, QueueName queue) {
    EnqueueReplies.checkNdjson(exchange.header("Content-Type"));
    Query.parse(exchange.query(), List.of());
    var reader = new MessageReader(new Draft(limits, clock, TraceHeaders.of(exchange)));
    var batch = new BatchReader(reader::message, limits.batch()).read(exchange.body());
    EnqueueReplies.batch(
        exchange,
        queue,
        batch,
        broker.enqueue(queue, batch.messages(), Atomicity.ALL, QueueConfig.PULL));
  }

  /** The message that is the request's body. */
  NewMessage message(Exchange exchange, Query query) {
    var draft = new Draft(limits, clock, TraceHeaders.of(exchange));
    draft.body(exchange.body());
    draft.contentType(exchange.header("Content-Type"));
    draft.delay(query.duration("delay"));
    draft.visibleAt(query.instant("visibleAt"));
    draft.ttl(query.duration("ttl"));
    draft.key(query.text("key"));
    draft.deduplicationId(
        IdempotencyKey.HEADER, IdempotencyKey.parse(exchange.header(IdempotencyKey.HEADER)));
    return draft.build();
  }
}
