package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.compare.Measured;
import java.io.IOException;

/** What posts many bodies to a sink. */
interface Sender extends AutoCloseable {
  /** What the table calls it. */
  String name();

  /** Posts its number of bodies once, and measures from the first to the last that counts. */
  Measured measure() throws IOException, InterruptedException;

  @Override
  void close();
}
