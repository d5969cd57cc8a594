package io.posthorn.broker;

import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.storage.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong below into what a caller may see. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static BrokerException map(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof BrokerException known) {
      return known;
    }
    if (cause instanceof StorageException storage) {
      return new BrokerException(
          code(storage.kind()), String.valueOf(storage.getMessage()), storage);
    }
    LOG.error("A request failed in a way that no engine should", cause);
    return new BrokerException(
        ErrorCode.UNAVAILABLE, "Storage failed unexpectedly: " + cause, cause);
  }

  static boolean isOverload(Throwable thrown) {
    return unwrap(thrown) instanceof StorageException storage
        && storage.kind() == StorageException.Kind.OVERLOADED;
  }

  /** Asks the engine; what it throws becomes a failed future, as it should have been. */
  static <T> CompletableFuture<T> guard(Supplier<CompletableFuture<T>> verb) {
    try {
      return verb.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Why nothing was stored, where a queue could not be made for it. What may have become of the
   * queue is not what became of the message.
   */
  static BrokerException notMade(QueueName queue, BrokerException failure) {
    return switch (failure.code()) {
      case OUTCOME_UNKNOWN, REPLICAS_MISSING ->
          new BrokerException(
              ErrorCode.UNAVAILABLE,
              "Nothing was stored, since queue "
                  + quoted(queue)
                  + " could not be made: "
                  + failure.getMessage(),
              failure);
      default -> failure;
    };
  }

  /** What is said when there is neither an answer nor a failure. */
  static BrokerException mapOrMissing(@Nullable Throwable thrown) {
    return map(thrown == null ? new IllegalStateException("the engine answered nothing") : thrown);
  }

  static BrokerException stopping() {
    return new BrokerException(
        ErrorCode.STOPPING, "The server is stopping and accepts no more requests.");
  }

  static BrokerException noQueue(QueueName queue) {
    return new BrokerException(
        ErrorCode.QUEUE_NOT_FOUND, "There is no queue " + quoted(queue) + ".");
  }

  static BrokerException notPull(QueueName queue) {
    return new BrokerException(
        ErrorCode.QUEUE_MODE,
        "Queue "
            + quoted(queue)
            + " is a push queue (expected: a pull queue): Posthorn delivers its messages itself.");
  }

  static BrokerException noTarget(QueueName queue) {
    return new BrokerException(
        ErrorCode.QUEUE_MODE,
        "Queue "
            + quoted(queue)
            + " is a push queue, and neither it nor the message has a url"
            + " (expected: url in a task, or target.url in the queue).");
  }

  static BrokerException otherMode(QueueName queue, QueueMode now, QueueMode asked) {
    return new BrokerException(
        ErrorCode.QUEUE_MODE,
        "Queue "
            + quoted(queue)
            + ": mode "
            + asked
            + " (expected: "
            + now
            + ", fixed for its life).");
  }

  static String quoted(QueueName queue) {
    return '"' + queue.display() + '"';
  }

  private static ErrorCode code(StorageException.Kind kind) {
    return switch (kind) {
      case FULL -> ErrorCode.STORAGE_FULL;
      case OVERLOADED -> ErrorCode.OVERLOADED;
      case OUTCOME_UNKNOWN -> ErrorCode.OUTCOME_UNKNOWN;
      case REPLICAS_MISSING -> ErrorCode.REPLICAS_MISSING;
      case CORRUPT -> ErrorCode.STORAGE_CORRUPT;
      case CLOSED, FAILED -> ErrorCode.UNAVAILABLE;
    };
  }

  static Throwable unwrap(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
