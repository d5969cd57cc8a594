package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.compare.Measured;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Posthorn: tasks stored while their push queue is paused; counted when settled. */
final class PosthornSender implements Sender {
  static final String NAME = "posthorn flushed";

  private static final long POLL_MILLIS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final SinkProcess sink;
  private final Load load;
  private final Posthorn server;
  private int round;

  /** Starts it on {@code folder}. */
  PosthornSender(Path folder, SinkProcess sink, Load load, List<String> settings)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("storage.durability=flushed"));
    all.addAll(settings);
    this.sink = sink;
    this.load = load;
    this.server = new Posthorn(folder, 0, all);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Measured measure() throws IOException, InterruptedException {
    String task = Task.json(sink.url(), load.body(), "");
    try (var wire = new Wire(server.port())) {
      var queue = new PushQueue(wire, "bench-" + round++);
      queue.make("\"maxConcurrency\":" + load.inFlight());
      queue.pause();
      queue.store(load.messages(), i -> task);
      long before = sink.distinctIds();
      Duration cpu = server.cpu();
      long start = System.nanoTime();
      queue.resume();
      await(queue, before + load.messages());
      double seconds = (System.nanoTime() - start) / 1e9;
      double micros = server.cpu().minus(cpu).toNanos() / 1e3 / load.messages();
      return new Measured(
          load.messages() / seconds, micros, load.missing(sink.distinctIds() - before));
    }
  }

  /** Until all have arrived, and nothing is left to settle. */
  private void await(PushQueue queue, long wanted) throws IOException, InterruptedException {
    long arrived = 0;
    long moved = System.nanoTime();
    while (arrived < wanted || queue.unfinished() > 0) {
      long now = sink.distinctIds();
      if (now > arrived) {
        arrived = now;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > PATIENCE_NANOS) {
        throw new IOException(
            "nothing arrived for a minute; "
                + (wanted - arrived)
                + " messages are missing, "
                + queue.unfinished()
                + " unfinished");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
