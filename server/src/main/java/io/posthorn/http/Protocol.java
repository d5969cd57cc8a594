package io.posthorn.http;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the requests of one protocol. Called on an event loop; must not block it. */
@FunctionalInterface
public interface Protocol {
  /**
   * Replies to {@code exchange}, now or later. What it throws is logged and refused as {@link
   * Refusal#FAILED}.
   */
  void handle(Exchange exchange);

  /**
   * Asked before more than a little of a body is received: makes the reply to one whose body is not
   * wanted, after which the connection is closed; null = go on. {@code exchange} has no body yet.
   * Whoever is let in without having been given an {@link Exchange#identity identity} shares, with
   * all others unknown, a quarter of the memory for bodies.
   *
   * <p>Nothing is wanted unless a protocol says so.
   */
  default @Nullable Supplier<Reply> admit(Exchange exchange) {
    return () -> refuse(exchange, Refusal.BODY_TOO_LARGE);
  }

  /**
   * Targets of GET requests that change nothing and touch most of the code: a new listener asks
   * itself for them.
   */
  default List<String> warmUp() {
    return List.of("/");
  }

  /**
   * The reply to a request that the listener itself refuses, in the protocol's own shape. {@code
   * exchange} may lack its body, or be a stand-in when not even the request line could be read. The
   * connection is closed afterwards.
   */
  default Reply refuse(Exchange exchange, Refusal refusal) {
    return Reply.text(refusal.status(), refusal.sentence());
  }
}
