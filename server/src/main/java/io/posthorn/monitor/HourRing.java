package io.posthorn.monitor;

import java.util.Arrays;

/**
 * The last points of one queue, or of all. Room is made as points come. Belongs to the monitor's
 * thread.
 */
final class HourRing {
  /** What a point is. Latencies in microseconds; -1 = nothing was measured. */
  record Point(long enqueued, long consumed, long dead, long depth, long p50, long p99) {}

  private static final int FIELDS = 6;
  private static final int FIRST_ROOM = 36;

  private int[] values = new int[0];
  private int size;
  private int next;

  void add(Point point) {
    if (size == values.length / FIELDS && size < MonitorOptions.POINTS) {
      int room = Math.min(MonitorOptions.POINTS, Math.max(FIRST_ROOM, size * 2));
      values = Arrays.copyOf(values, room * FIELDS);
      next = size;
    }
    int i = next * FIELDS;
    values[i] = narrow(point.enqueued());
    values[i + 1] = narrow(point.consumed());
    values[i + 2] = narrow(point.dead());
    values[i + 3] = narrow(point.depth());
    values[i + 4] = narrow(point.p50());
    values[i + 5] = narrow(point.p99());
    size = Math.max(size, next + 1);
    next = (next + 1) % MonitorOptions.POINTS;
  }

  void clear() {
    values = new int[0];
    size = 0;
    next = 0;
  }

  /** The points, oldest first. */
  History.Columns columns() {
    return new History.Columns(column(0), column(1), column(2), column(3), column(4), column(5));
  }

  private int[] column(int field) {
    int[] column = new int[size];
    int first = size == MonitorOptions.POINTS ? next : 0;
    for (int i = 0; i < size; i++) {
      column[i] = values[(first + i) % MonitorOptions.POINTS * FIELDS + field];
    }
    return column;
  }

  private static int narrow(long value) {
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, value));
  }
}
