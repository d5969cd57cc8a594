package io.posthorn.benchmarks.crash;

/**
 * How a ledger is judged.
 *
 * @param killedAt when the server was killed, nanoTime
 * @param restartedAt when it was ready again; nothing was asked in between
 * @param window how many nanoseconds before that a {@code buffered} server may forget; 0 = {@code
 *     flushed}
 */
record Rules(long killedAt, long restartedAt, long window) {
  /** Whether it was asked for after the restart. */
  boolean after(Entry.Handed handed) {
    return handed.begun() >= restartedAt;
  }

  /** Whether the server may have forgotten what it answered at {@code at}. */
  boolean forgettable(long at) {
    return window > 0 && at >= killedAt - window && at <= restartedAt;
  }
}
