package io.posthorn.cli.sink;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints lines on a thread of its own, so that a terminal that does not scroll holds up no event
 * loop. When more lines wait than {@link #BOUND}, further ones are left out, and their number is
 * printed instead.
 */
final class LinePrinter implements AutoCloseable {
  /** Most lines that wait to be printed. */
  static final int BOUND = 10_000;

  private static final String END = "";
  private static final long CLOSING_MILLIS = 2_000;

  private final PrintStream out;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(BOUND);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread thread = new Thread(this::print, "posthorn-sink-printer");

  LinePrinter(PrintStream out) {
    this.out = out;
    thread.setDaemon(true);
    thread.start();
  }

  /** Has {@code line} printed soon. Never waits. */
  void line(String line) {
    if (!lines.offer(line)) {
      leftOut.incrementAndGet();
    }
  }

  private void print() {
    try {
      String line = lines.take();
      while (!line.equals(END)) {
        out.println(line);
        long missing = lines.isEmpty() ? leftOut.getAndSet(0) : 0;
        if (missing > 0) {
          out.println("... " + missing + " more that came faster than they could be printed");
        }
        line = lines.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Prints what waits, for at most two seconds. */
  @Override
  public void close() {
    try {
      lines.put(END);
      thread.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
