package io.posthorn.delivery;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Message;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.EnqueueResult;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells callbacks how tasks ended, before that is settled: a crash between the two tells it again,
 * under the same deduplication id. Belongs to the loop.
 */
final class Callbacks {
  /** Where outcomes wait that go to a url. */
  static final QueueName QUEUE = QueueName.of("posthorn.callbacks");

  /** What became of an outcome. */
  enum Told {
    /** It is enqueued, or was before. */
    YES,
    /** There was no room, or storage is away; it may be tried again. */
    NOT_NOW,
    /** It can't be. */
    NEVER
  }

  private final Broker broker;
  private final Loop loop;
  private final EngineClock clock;
  private final Complaints complaints;
  private final DeliveryMetrics metrics;

  Callbacks(
      Broker broker, Loop loop, EngineClock clock, Complaints complaints, DeliveryMetrics metrics) {
    this.broker = broker;
    this.loop = loop;
    this.clock = clock;
    this.complaints = complaints;
    this.metrics = metrics;
  }

  /** The callback that is to hear of {@code verdict}; null = none. */
  static @Nullable Callback of(Flight flight, Verdict verdict) {
    Task task = flight.delivery.message().task();
    return task == null || verdict.ending() == Verdict.Ending.NONE ? null : task.callback();
  }

  /** Tells {@code callback}; {@code then} hears, on the loop, what became of that. */
  void tell(
      Callback callback, Flight flight, Verdict verdict, Outcome outcome, Consumer<Told> then) {
    Message message = flight.delivery.message();
    Instant now = Instant.ofEpochMilli(clock.wallNow());
    byte[] json = OutcomeJson.write(flight.queue.name, flight.delivery, verdict, outcome, now);
    String id =
        DeliveryCall.webhookId(message, message.id().toString()) + '/' + verdict.ending().label();
    enqueue(callback, json, id)
        .whenComplete(
            (result, failure) -> loop.execute(() -> then.accept(told(callback, result, failure))));
  }

  private CompletableFuture<EnqueueResult> enqueue(Callback callback, byte[] json, String id) {
    QueueName queue = callback.queue();
    String url = callback.url();
    Task task = url == null ? null : Task.to(url);
    var news = new NewMessage(Body.of(json), "application/json", null, null, null, null, id, task);
    return queue == null
        ? broker.enqueue(QUEUE, news, QueueConfig.PUSH)
        : broker.enqueue(queue, news, QueueConfig.PULL);
  }

  private Told told(
      Callback callback, @Nullable EnqueueResult result, @Nullable Throwable failure) {
    Told told = result == null ? failed(failure) : stored(result);
    if (told != Told.YES) {
      metrics.callbackFailed();
      complaints.tell(
          told == Told.NOT_NOW
              ? "Outcomes could not be told to callbacks; their tasks are delivered again"
              : "Outcomes could not be told to callbacks and are lost",
          failure == null ? new IllegalStateException(callback + ": " + result) : failure);
    }
    return told;
  }

  private static Told stored(EnqueueResult result) {
    return switch (result.status()) {
      // Another body under the same id: told before a crash, with another attempt's number.
      case ENQUEUED, DUPLICATE, DEDUPLICATION_MISMATCH -> Told.YES;
      case QUEUE_FULL, DEDUPLICATION_FULL, QUEUE_MISSING, REFUSED_WITH_OTHERS -> Told.NOT_NOW;
      default -> Told.NEVER;
    };
  }

  private static Told failed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Complaints.cause(failure);
    if (cause instanceof BrokerException known) {
      return switch (known.code()) {
        case OVERLOADED, OUTCOME_UNKNOWN, UNAVAILABLE, STORAGE_FULL, DEDUPLICATION_FULL, STOPPING ->
            Told.NOT_NOW;
        default -> Told.NEVER;
      };
    }
    return Told.NOT_NOW;
  }
}
