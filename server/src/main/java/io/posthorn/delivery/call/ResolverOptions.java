package io.posthorn.delivery.call;

import java.time.Duration;

/**
 * Bounds of a {@link CachingResolver}.
 *
 * @param threads lookups at the same time
 * @param queued lookups that may wait for a thread
 * @param cached hosts whose result is kept
 * @param found how long addresses are used
 * @param overdue how much longer they are used while a lookup of the same host waits or runs
 * @param notFound how long a failure is answered without asking again
 */
record ResolverOptions(
    int threads, int queued, int cached, Duration found, Duration overdue, Duration notFound) {
  static final ResolverOptions DEFAULT =
      new ResolverOptions(
          8, 1_024, 4_096, Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(5));
}
