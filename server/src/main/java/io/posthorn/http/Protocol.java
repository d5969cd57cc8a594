package io.posthorn.http;

/** Serves the requests of one protocol. Called on an event loop; must not block it. */
@FunctionalInterface
public interface Protocol {
  /** Replies to {@code exchange}, now or later. What it throws is answered 500 and logged. */
  void handle(Exchange exchange);
}
