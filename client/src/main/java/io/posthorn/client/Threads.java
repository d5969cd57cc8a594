package io.posthorn.client;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for requests and for what callers hang on their futures. Not the JDK's own: its timer is
 * one thread for the whole program, and its common pool may be one or two, so that a callback which
 * waits would hold up all time-outs and repeats.
 */
final class Threads {
  private Threads() {}

  /** As many daemon threads as are needed at once; an idle one ends after a minute. */
  static Executor cached() {
    var number = new AtomicInteger();
    return Executors.newCachedThreadPool(
        task -> {
          var thread = new Thread(task, "posthorn-http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
