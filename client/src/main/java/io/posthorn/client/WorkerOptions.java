package io.posthorn.client;

import java.time.Duration;
import java.util.List;

/**
 * How a {@link Worker} works. Immutable.
 *
 * @param queues where its messages come from, the most urgent first
 * @param concurrency how many messages it works on at once
 * @param lease how long a message is leased, and again each time that is extended; a message whose
 *     worker died comes back after as long
 * @param longPoll how long the server waits for a message before it answers that there is none
 * @param grace how long work under way may take after the worker was closed
 */
public record WorkerOptions(
    List<String> queues, int concurrency, Duration lease, Duration longPoll, Duration grace) {
  private static final int MAX_CONCURRENCY = 1000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Checks them. */
  public WorkerOptions {
    queues = List.copyOf(queues);
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("queues: none (expected: the most urgent first)");
    }
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException(
          "concurrency: " + concurrency + " (expected: 1 to " + MAX_CONCURRENCY + ")");
    }
    // Not zero: a worker would ask an empty queue again and again.
    Durations.atLeast("lease", lease, SECOND);
    Durations.between("longPoll", longPoll, SECOND, Duration.ofHours(1));
    Durations.between("grace", grace, Duration.ZERO, Duration.ofDays(1));
  }

  /** One message at a time, leases of 30 s, 20 s of waiting, 30 s of grace. */
  public static WorkerOptions on(String... queues) {
    return new WorkerOptions(
        List.of(queues), 1, Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  /** The same with another concurrency. */
  public WorkerOptions concurrency(int messages) {
    return new WorkerOptions(queues, messages, lease, longPoll, grace);
  }

  /** The same with another lease, of at least a second. */
  public WorkerOptions lease(Duration duration) {
    return new WorkerOptions(queues, concurrency, duration, longPoll, grace);
  }

  /** The same with another wait of the server, from a second to its limit, 60 s by default. */
  public WorkerOptions longPoll(Duration longest) {
    return new WorkerOptions(queues, concurrency, lease, longest, grace);
  }

  /** The same with another grace, up to a day. */
  public WorkerOptions grace(Duration longest) {
    return new WorkerOptions(queues, concurrency, lease, longPoll, longest);
  }
}
