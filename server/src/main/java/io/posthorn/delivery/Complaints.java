package io.posthorn.delivery;

import io.posthorn.broker.BrokerException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of failures that come by the thousand while storage is away: each kind once a minute. For
 * one thread.
 */
final class Complaints {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final long AGAIN_MILLIS = 60_000;

  private final Map<String, Long> last = new HashMap<>();
  private final Loop loop;

  Complaints(Loop loop) {
    this.loop = loop;
  }

  /** {@code what}, one of a few sentences, happened because of {@code failure}. */
  void tell(String what, Throwable failure) {
    if (!isDue(what)) {
      return;
    }
    Throwable cause = cause(failure);
    if (cause instanceof BrokerException) {
      LOG.warn("{}: {}", what, cause.getMessage());
    } else {
      LOG.error("{}", what, cause);
    }
  }

  /** {@code what}, one of a few sentences, happened as {@code detail} says. */
  void tell(String what, String detail) {
    if (isDue(what)) {
      LOG.warn("{}: {}", what, detail);
    }
  }

  private boolean isDue(String what) {
    Long before = last.get(what);
    long now = loop.now();
    if (before != null && now - before < AGAIN_MILLIS) {
      return false;
    }
    last.put(what, now);
    return true;
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
