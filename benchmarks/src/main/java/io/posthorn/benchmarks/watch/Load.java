package io.posthorn.benchmarks.watch;

import io.posthorn.benchmarks.compare.Measured;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.time.Duration;

/**
 * Full load on a server.
 *
 * @param port of the server on this machine
 * @param cpu what the server has used so far
 */
record Load(int port, Cpu cpu, Traffic traffic, Content content) {
  /** CPU time of a process. */
  interface Cpu {
    Duration used() throws IOException;
  }

  /** Puts it on the server once. */
  Measured run() throws IOException, InterruptedException {
    Duration before = cpu.used();
    Outcome outcome = Posthorn.load(port, traffic, content);
    double micros = cpu.used().minus(before).toNanos() / 1e3 / Math.max(1, outcome.requests());
    return new Measured(
        outcome.requestsPerSecond(),
        micros,
        outcome.empty() == 0 ? "" : outcome.empty() + " empty takes");
  }
}
