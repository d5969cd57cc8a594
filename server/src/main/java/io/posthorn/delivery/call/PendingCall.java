package io.posthorn.delivery.call;

import java.util.concurrent.CompletableFuture;

/** A call that was begun. */
public interface PendingCall {
  /**
   * Completes with how the call ended, never exceptionally; on an event loop, so what follows must
   * not block. Completing or cancelling it does not end the call: {@link #abort} does.
   */
  CompletableFuture<Outcome> outcome();

  /**
   * Ends the call now, with {@link Failure#ABORTED} unless it has ended: its stream is reset, or
   * its connection closed. From any thread.
   */
  void abort();
}
