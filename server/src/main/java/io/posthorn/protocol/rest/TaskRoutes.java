package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.access.Route;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.Tasks;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.Reply;
import io.posthorn.http.TraceHeaders;
import io.posthorn.message.Callback;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.MessageRef;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tasks on their way in: one, a batch of ndjson, one by its key. */
final class TaskRoutes {
  private final Broker broker;
  private final Guard guard;
  private final BrokerLimits limits;
  private final TaskReader reader;

  TaskRoutes(Broker broker, BrokerLimits limits, InstantSource clock, Guard guard) {
    this.guard = guard;
    this.broker = broker;
    this.limits = limits;
    this.reader = new TaskReader(limits, clock);
  }

  /** {@code POST /v1/queues/{queue}/tasks}. */
  void single(Exchange exchange, QueueName queue) {
    Query.parse(exchange.query(), List.of());
    TaskInput input = read(exchange);
    String id = IdempotencyKey.parse(exchange.header(IdempotencyKey.HEADER));
    if (id != null) {
      if (input.draft.deduplicationId() != null) {
        throw ProblemException.badField(
            IdempotencyKey.HEADER,
            "Idempotency-Key and idempotencyKey: both given (expected: at most one)");
      }
      input.draft.deduplicationId(IdempotencyKey.HEADER, id);
    }
    mayCall(exchange, input.callback);
    NewMessage task = input.message(Task.NONE);
    Answers.reply(
        exchange,
        broker.tasks().enqueue(queue, task),
        result -> EnqueueReplies.single(queue, result));
  }

  /** {@code POST /v1/queues/{queue}/tasks/batch}. */
  void batch(Exchange exchange, QueueName queue) {
    EnqueueReplies.checkNdjson(exchange.header("Content-Type"));
    Query.parse(exchange.query(), List.of());
    TraceContext trace = TraceHeaders.of(exchange);
    var batch =
        new BatchReader(in -> reader.message(in, trace), limits.batch()).read(exchange.body());
    batch.messages().forEach(task -> mayCall(exchange, task.task()));
    EnqueueReplies.batch(exchange, queue, batch, broker.tasks().enqueue(queue, batch.messages()));
  }

  /** {@code PUT /v1/queues/{queue}/tasks/{key}}. */
  void put(Exchange exchange, QueueName queue, String rawKey) {
    Query.parse(exchange.query(), List.of());
    String key = key(rawKey);
    Draft.checkKey(key);
    TaskInput input = read(exchange);
    if (input.draft.deduplicationId() != null || exchange.header(IdempotencyKey.HEADER) != null) {
      throw ProblemException.badField(
          "idempotencyKey",
          "Idempotency-Key: given with a key in the path (expected: none, a repeated PUT changes"
              + " nothing)");
    }
    String own = input.draft.key();
    if (own != null && !own.equals(key)) {
      throw ProblemException.badField(
          "key", "key: '" + own + "' (expected: '" + key + "' as in the path, or none)");
    }
    input.draft.key(key);
    mayCall(exchange, input.callback);
    CompletableFuture<Tasks.Put> put =
        input.keeps()
            ? broker
                .find(queue, MessageRef.ofKey(key))
                .thenCompose(found -> broker.tasks().put(queue, input.message(task(found))))
            : broker.tasks().put(queue, input.message(Task.NONE));
    Answers.reply(exchange, put, done -> reply(queue, done));
  }

  private void mayCall(Exchange exchange, @Nullable Task task) {
    mayCall(exchange, task == null ? null : task.callback());
  }

  /** The outcome is written to a queue, which is as good as writing there. */
  private void mayCall(Exchange exchange, @Nullable Callback callback) {
    guard.checkMentioned(exchange, Route.ADD_TASK, callback == null ? null : callback.queue());
  }

  private TaskInput read(Exchange exchange) {
    try (var in = new JsonInput(exchange.body())) {
      in.expect(JsonToken.START_OBJECT, "JSON object");
      TaskInput input = reader.read(in, TaskReader.FIELDS, TraceHeaders.of(exchange));
      in.expectEnd();
      return input;
    }
  }

  private static Reply reply(QueueName queue, Tasks.Put put) {
    if (put.created() || put.result().status() != Status.ENQUEUED) {
      return EnqueueReplies.single(queue, put.result());
    }
    return EnqueueReplies.reply(200, ResultText.of(put.result()));
  }

  private static String key(String rawKey) {
    String latin1;
    try {
      latin1 = Percent.decode(rawKey, 0, rawKey.length(), false);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("key", "key: " + e.getMessage());
    }
    return Percent.text("key", latin1);
  }

  private static Task task(Optional<MessageView> found) {
    Task task = found.isEmpty() ? null : found.get().task();
    return task == null ? Task.NONE : task;
  }
}
