package io.posthorn.benchmarks.crash;

import java.io.IOException;

/** Rounds on one data directory. */
interface Game extends AutoCloseable {
  /** Plays one round and prints its totals; returns what was wrong. */
  Violations play(int number) throws IOException, InterruptedException;

  /** Ends the server. */
  @Override
  void close() throws InterruptedException;
}
