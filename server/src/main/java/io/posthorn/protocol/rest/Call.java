package io.posthorn.protocol.rest;

import io.posthorn.access.Route;
import io.posthorn.message.QueueName;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 *
 * @param route which of all that can be asked
 * @param named the queue or topic in its path; null = none
 * @param last the message's id or task's key in its path, undecoded; empty = none
 */
record Call(Route route, @Nullable QueueName named, String last) {
  static Call of(Route route) {
    return new Call(route, null, "");
  }

  static Call of(Route route, QueueName named) {
    return new Call(route, named, "");
  }

  /** The queue or topic in the path of a route that has one. */
  QueueName name() {
    if (named == null) {
      throw new IllegalStateException(route + " names no queue");
    }
    return named;
  }
}
