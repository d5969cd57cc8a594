package io.posthorn.benchmarks.compare;

import java.io.IOException;
import java.time.Duration;

/** One server under measurement. */
interface Subject extends AutoCloseable {
  /** What the table calls it. */
  String name();

  /** Measures once. */
  Measured measure(Work work, Duration duration) throws IOException, InterruptedException;

  @Override
  void close();
}
