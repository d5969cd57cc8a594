package io.posthorn.cli.importing;

import io.posthorn.message.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A bar that is printed again, on a line of its own, for each twentieth of the work. */
final class Progress {
  private static final int PARTS = 20;

  private final PrintWriter out;
  private final String name;
  private final long total;
  private final InstantSource clock;
  private @Nullable Instant started;
  private long atStart;
  private long shown = -1;

  Progress(PrintWriter out, String name, long total, InstantSource clock) {
    this.out = out;
    this.name = name;
    this.total = total;
    this.clock = clock;
  }

  /** So much is done; the first time it is what was done before. */
  void at(long done) {
    Instant begin = started;
    if (begin == null) {
      begin = clock.instant();
      started = begin;
      atStart = done;
    }
    // Others may add to what is moved.
    long part = total == 0 ? PARTS : Math.min(PARTS, done * PARTS / total);
    if (part == shown) {
      return;
    }
    shown = part;
    String bar = "#".repeat((int) part) + ".".repeat(PARTS - (int) part);
    out.printf("%s [%s] %d of %d%s%n", name, bar, done, total, left(begin, done));
    out.flush();
  }

  private String left(Instant begin, long done) {
    long made = done - atStart;
    if (made <= 0 || done >= total) {
      return "";
    }
    long millis = Duration.between(begin, clock.instant()).toMillis();
    long seconds = (long) ((double) millis / made * (total - done) / 1000);
    return ", about " + Durations.format(Duration.ofSeconds(Math.max(1, seconds))) + " left";
  }
}
