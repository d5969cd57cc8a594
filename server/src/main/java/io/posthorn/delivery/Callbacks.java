package io.posthorn.delivery;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Message;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.EnqueueResult;
import java.time.Duration;
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
    /** There is no room for it. */
    NO_ROOM,
    /** Storage is away. */
    AWAY,
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
    Instant now = clock.wallClock().instant();
    byte[] json = OutcomeJson.write(flight.queue.name, flight.delivery, verdict, outcome, now);
    // A redriven message ends once more: the instant is another one then, and after a crash not.
    String id =
        message.id().toString()
            + '-'
            + Long.toHexString(message.scheduledAt().toEpochMilli())
            + '/'
            + verdict.ending().label();
    enqueue(callback, json, id, Tracing.of(message))
        .whenComplete(
            (result, failure) -> loop.execute(() -> then.accept(told(callback, result, failure))));
  }

  /** Where outcomes for {@code callback} wait. */
  static QueueName queueOf(Callback callback) {
    return callback.queue() == null ? QUEUE : callback.queue();
  }

  /** An outcome for {@code callback} is given up after {@code time} without room. */
  void gaveUp(Callback callback, Duration time) {
    metrics.callbackFailed();
    complaints.tell(
        "Outcomes could not be told to callbacks and are lost",
        "queue '" + queueOf(callback).display() + "' had no room for " + time.toSeconds() + " s");
  }

  private CompletableFuture<EnqueueResult> enqueue(
      Callback callback, byte[] json, String id, @Nullable TraceContext trace) {
    String url = callback.url();
    Task task = url == null ? null : Task.to(url);
    var news = new NewMessage(Body.of(json), "application/json", null, null, null, null, id, task);
    return broker.enqueue(
        queueOf(callback),
        news.withTrace(trace),
        url == null ? QueueConfig.PULL : QueueConfig.PUSH);
  }

  private Told told(
      Callback callback, @Nullable EnqueueResult result, @Nullable Throwable failure) {
    Told told = result == null ? failed(failure) : stored(result);
    if (told == Told.YES) {
      return told;
    }
    if (told == Told.NEVER) {
      metrics.callbackFailed();
    }
    String what =
        told == Told.NEVER
            ? "Outcomes could not be told to callbacks and are lost"
            : "Outcomes could not be told to callbacks and are tried again";
    Throwable cause = failure == null ? null : Complaints.cause(failure);
    if (cause != null && !(cause instanceof BrokerException)) {
      complaints.tell(what, cause);
    } else {
      // No more than the code: a sentence may have the url, which may have a password.
      String why =
          cause instanceof BrokerException known
              ? known.code().code()
              : result == null ? "no answer" : result.status().toString();
      complaints.tell(what, "queue '" + queueOf(callback).display() + "': " + why);
    }
    return told;
  }

  private static Told stored(EnqueueResult result) {
    return switch (result.status()) {
      // Another body under the same id: told before a crash, with another attempt's number.
      case ENQUEUED, DUPLICATE, DEDUPLICATION_MISMATCH -> Told.YES;
      case QUEUE_FULL, DEDUPLICATION_FULL, QUEUE_MISSING, REFUSED_WITH_OTHERS -> Told.NO_ROOM;
      default -> Told.NEVER;
    };
  }

  private static Told failed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Complaints.cause(failure);
    if (cause instanceof BrokerException known) {
      return switch (known.code()) {
        case QUEUE_FULL, STORAGE_FULL, DEDUPLICATION_FULL -> Told.NO_ROOM;
        case OVERLOADED, OUTCOME_UNKNOWN, REPLICAS_MISSING, UNAVAILABLE, STOPPING -> Told.AWAY;
        default -> Told.NEVER;
      };
    }
    return Told.NO_ROOM;
  }
}
