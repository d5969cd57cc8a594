package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.access.Route;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.Reply;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Kind;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Page;
import io.posthorn.storage.Weight;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages where they are: browse, read one, cancel, change, run now, pause. */
final class MessageRoutes {
  /** How often a change is tried again when another one comes between. */
  private static final int TRIES = 10;

  private static final List<String> BROWSE =
      List.of("state", "cursor", "limit", "by", "from", "order", "bodies", "repeating");
  private static final List<String> STATES =
      Arrays.stream(MessageState.values()).map(MessageJson::stateName).toList();
  private static final List<String> WAYS = List.of("sequence", "position");
  private static final List<String> ORDERS = List.of("asc", "desc");
  private static final String WAITING = "leased or finished (expected: scheduled or ready)";
  private static final int DEFAULT_LIMIT = 100;
  private static final String BY_KEY = "key:";

  private final Broker broker;
  private final Guard guard;
  private final BrokerLimits limits;
  private final InstantSource clock;

  MessageRoutes(Broker broker, BrokerLimits limits, InstantSource clock, Guard guard) {
    this.guard = guard;
    this.broker = broker;
    this.limits = limits;
    this.clock = clock;
  }

  /** {@code GET /v1/queues/{queue}/messages}. */
  void browse(Exchange exchange, QueueName queue) {
    Query query = Query.parse(exchange.query(), BROWSE);
    if (query.has("cursor") && query.has("from")) {
      throw ProblemException.badField(
          "cursor", "cursor and from: both given (expected: at most one)");
    }
    String from = query.has("cursor") ? "cursor" : "from";
    var browse =
        new Browse(
            queue,
            state(query.latin1("state")),
            "position".equals(oneOf("by", query.latin1("by"), WAYS))
                ? Browse.By.POSITION
                : Browse.By.SEQUENCE,
            query.number(from, 0, 1, Long.MAX_VALUE),
            "desc".equals(oneOf("order", query.latin1("order"), ORDERS)),
            (int) query.number("limit", DEFAULT_LIMIT, 1, limits.batch()),
            limits.handOutBytes(),
            !query.flag("bodies", true));
    boolean repeating = query.flag("repeating", false);
    if (repeating && browse.by() == Browse.By.POSITION) {
      throw ProblemException.badField(
          "repeating", "repeating: given with by=position (expected: by=sequence, or none)");
    }
    CompletableFuture<Page> page =
        repeating ? RepeatingPage.of(broker, browse, limits.batch()) : broker.browse(browse);
    // Storage shows a queue that is not there as an empty one.
    Answers.reply(
        exchange,
        page.thenCompose(
            found ->
                found.messages().isEmpty()
                    ? broker.findQueue(queue).thenApply(q -> q.isPresent() ? found : null)
                    : CompletableFuture.completedFuture(found)),
        found -> Json.TIMES * found.messages().stream().mapToLong(Weight::of).sum(),
        found -> page(queue, found));
  }

  /** {@code GET /v1/queues/{queue}/messages/{id}}. */
  void get(Exchange exchange, QueueName queue, String rawId) {
    Query.parse(exchange.query(), List.of());
    view(exchange, queue, ref(rawId), () -> ErrorMapper.reply(notFound(queue, rawId)));
  }

  /** {@code DELETE /v1/queues/{queue}/messages/{id}}. */
  void cancel(Exchange exchange, QueueName queue, String rawId) {
    Query.parse(exchange.query(), List.of());
    MessageRef ref = ref(rawId);
    Answers.reply(
        exchange,
        broker.change(queue, List.of(new Change(ref, Kind.CANCEL, null))),
        results -> {
          check(results.get(0), queue, rawId, WAITING);
          return Answers.noContent();
        });
  }

  /** {@code PATCH /v1/queues/{queue}/messages/{id}}. */
  void patch(Exchange exchange, QueueName queue, String rawId) {
    Query.parse(exchange.query(), List.of());
    TaskInput input = read(exchange.body());
    Instant visibleAt = input.draft.visibleAt();
    if (visibleAt == null && (input.has("visibleAt") || !input.amends())) {
      throw ProblemException.badField("visibleAt", "visibleAt: missing (expected: RFC 3339)");
    }
    if (!input.amends()) {
      change(exchange, queue, rawId, Kind.RESCHEDULE, visibleAt);
      return;
    }
    guard.checkMentioned(
        exchange, Route.PATCH_MESSAGE, input.callback == null ? null : input.callback.queue());
    MessageRef ref = ref(rawId);
    show(
        exchange,
        queue,
        rawId,
        ref,
        amend(queue, ref, rawId, input, TRIES),
        "finished (expected: unfinished)");
  }

  /** Reads, changes and writes a message; again when another change came between. */
  private CompletableFuture<ChangeResult> amend(
      QueueName queue, MessageRef ref, String rawId, TaskInput input, int tries) {
    return broker
        .find(queue, ref)
        .thenCompose(
            found -> {
              MessageView now = found.orElseThrow(() -> notFound(queue, rawId));
              return broker.tasks().amend(queue, now, input.amended(now), input.draft.visibleAt());
            })
        .thenCompose(
            result ->
                result == ChangeResult.CONFLICT && tries > 1
                    ? amend(queue, ref, rawId, input, tries - 1)
                    : CompletableFuture.completedFuture(result));
  }

  /** {@code POST /v1/queues/{queue}/messages/{id}/pause} and {@code resume}. */
  void pause(Exchange exchange, QueueName queue, String rawId, boolean paused) {
    Query.parse(exchange.query(), List.of());
    MessageRef ref = ref(rawId);
    show(
        exchange,
        queue,
        rawId,
        ref,
        broker.tasks().pause(queue, ref, paused),
        "finished (expected: unfinished)");
  }

  /** {@code POST /v1/queues/{queue}/messages/{id}/run}. */
  void run(Exchange exchange, QueueName queue, String rawId) {
    Query.parse(exchange.query(), List.of());
    change(exchange, queue, rawId, Kind.RUN_NOW, null);
  }

  private void change(
      Exchange exchange, QueueName queue, String rawId, Kind kind, @Nullable Instant visibleAt) {
    MessageRef ref = ref(rawId);
    show(
        exchange,
        queue,
        rawId,
        ref,
        broker
            .change(queue, List.of(new Change(ref, kind, visibleAt)))
            .thenApply(results -> results.get(0)),
        WAITING);
  }

  /** Replies with the message once it is changed; {@code state} is what it is not to be. */
  private void show(
      Exchange exchange,
      QueueName queue,
      String rawId,
      MessageRef ref,
      CompletableFuture<ChangeResult> change,
      String state) {
    change.whenComplete(
        (result, failure) -> {
          try {
            if (failure != null) {
              exchange.reply(ErrorMapper.reply(failure));
              return;
            }
            check(result, queue, rawId, state);
            // It may have been taken since, and then there is nothing to show.
            view(exchange, queue, ref, Answers::noContent);
          } catch (RuntimeException e) {
            exchange.reply(ErrorMapper.reply(e));
          }
        });
  }

  private void view(Exchange exchange, QueueName queue, MessageRef ref, Supplier<Reply> absent) {
    Answers.reply(
        exchange,
        broker.find(queue, ref),
        found -> found.map(view -> Json.TIMES * Weight.of(view)).orElse(0L),
        found ->
            found
                .map(view -> Json.reply(200, out -> MessageJson.write(view, out)))
                .orElseGet(absent));
  }

  private static Reply page(QueueName queue, @Nullable Page page) {
    if (page == null) {
      throw new ProblemException(ErrorMapper.queueMissing(queue.display()));
    }
    return Json.reply(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("messages");
          for (MessageView view : page.messages()) {
            MessageJson.write(view, out);
          }
          out.writeEndArray();
          if (page.next() > 0) {
            out.writeStringField("cursor", Long.toString(page.next()));
          } else {
            out.writeNullField("cursor");
          }
          out.writeEndObject();
        });
  }

  private TaskInput read(byte[] body) {
    try (var in = new JsonInput(body)) {
      in.expect(JsonToken.START_OBJECT, "JSON object");
      TaskInput input = new TaskReader(limits, clock).read(in, TaskReader.CHANGES, null);
      in.expectEnd();
      return input;
    }
  }

  private static MessageRef ref(String rawId) {
    String latin1;
    try {
      latin1 = Percent.decode(rawId, 0, rawId.length(), false);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("id", "id: " + e.getMessage());
    }
    if (latin1.startsWith(BY_KEY)) {
      String key = Percent.text("key", latin1.substring(BY_KEY.length()));
      Draft.checkKey(key);
      return MessageRef.ofKey(key);
    }
    return MessageId.parse(latin1)
        .map(MessageRef::of)
        .orElseThrow(
            () ->
                ProblemException.badField(
                    "id", "id: '" + rawId + "' (expected: a message's id, or key: and its key)"));
  }

  private static void check(ChangeResult result, QueueName queue, String rawId, String state) {
    switch (result) {
      case CHANGED -> {}
      case NOT_FOUND -> throw notFound(queue, rawId);
      case WRONG_STATE ->
          throw ProblemException.of(
              ErrorCode.MESSAGE_STATE, "The message '" + rawId + "' is " + state + ".");
      case KEY_CONFLICT -> throw new ProblemException(ErrorMapper.keyConflict(queue.display()));
      case CONFLICT ->
          throw ProblemException.of(
              ErrorCode.MESSAGE_STATE,
              "The message '" + rawId + "' is being changed by others; try again.");
    }
  }

  private static ProblemException notFound(QueueName queue, String rawId) {
    return ProblemException.of(
        ErrorCode.MESSAGE_NOT_FOUND,
        "There is no message '" + rawId + "' in the queue '" + queue.display() + "'.");
  }

  private static @Nullable MessageState state(@Nullable String name) {
    String known = oneOf("state", name, STATES);
    return known == null ? null : MessageState.values()[STATES.indexOf(known)];
  }

  private static @Nullable String oneOf(
      String field, @Nullable String value, List<String> allowed) {
    if (value != null && !allowed.contains(value)) {
      throw ProblemException.notOneOf(field, value, allowed);
    }
    return value;
  }
}
