package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Clients, each with a thread and a connection, that go on until their connection breaks. */
final class Crew {
  private final int port;
  private final Violations violations;
  private final SplittableRandom random;
  private final List<Thread> threads = new ArrayList<>();

  /** One request and what it means. */
  @FunctionalInterface
  interface Turn {
    void play(Wire wire, SplittableRandom dice) throws IOException, InterruptedException;
  }

  Crew(int port, Violations violations, SplittableRandom random) {
    this.port = port;
    this.violations = violations;
    this.random = random;
  }

  /** Starts a client that plays {@code turn} over and over. */
  void run(String name, Turn turn) {
    SplittableRandom dice = random.split();
    var thread =
        new Thread(
            () -> {
              try (var wire = new Wire(port)) {
                while (true) {
                  turn.play(wire, dice);
                }
              } catch (IOException e) {
                // The server was killed.
              } catch (Queues.Unexpected e) {
                violations.add(Kind.ANSWER, e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Waits until all have ended; they do when the server does. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
