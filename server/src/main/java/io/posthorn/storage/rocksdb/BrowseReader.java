package io.posthorn.storage.rocksdb;

import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Ring;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Page;
import io.posthorn.storage.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link io.posthorn.storage.MessageStore#browse}, on a reader thread. Looks at a bounded number of
 * records a call.
 */
final class BrowseReader {
  /** Records read at once, and calls of that many before it stops early. */
  private static final int CHUNK = 256;

  private static final long CHUNK_BYTES = 1 << 20;

  private static final int CHUNKS = 64;

  private final QueueView view;
  private final Browse browse;
  private final List<MessageView> page = new ArrayList<>();
  private long bytes;

  BrowseReader(QueueView view, Browse browse) {
    this.view = view;
    this.browse = browse;
  }

  Page read() {
    return browse.by() == Browse.By.POSITION ? byPosition() : bySequence();
  }

  /** False when the page is full: the message is the first of the next one. */
  private boolean add(MessageView message) {
    bytes += Weight.of(message);
    if (page.size() == browse.limit() || (!page.isEmpty() && bytes > browse.maxBytes())) {
      return false;
    }
    page.add(message);
    return true;
  }

  private Page byPosition() {
    Ring ring = view.ring();
    if (ring == null) {
      return Page.EMPTY;
    }
    long highest = Math.max(ring.put(), ring.lastEnd());
    long first = browse.descending() ? highest : 1;
    long from = browse.from() == 0 ? first : browse.from();
    long position = browse.descending() ? Math.min(from, highest) : Math.max(from, 1);
    int step = browse.descending() ? -1 : 1;
    for (int looks = 0; position >= 1 && position <= highest; position += step, looks++) {
      if (looks == CHUNK * CHUNKS) {
        return new Page(page, position);
      }
      long sequence = ring.sequenceAt(position);
      MessageView message = sequence == 0 ? null : view.find(sequence, browse.headersOnly());
      if (message != null && !add(message)) {
        return new Page(page, position);
      }
    }
    return new Page(page, 0);
  }

  private Page bySequence() {
    long lowest = 1;
    long highest = view.bounds().last();
    boolean down = browse.descending();
    long from = browse.from() == 0 ? (down ? highest : lowest) : browse.from();
    from = down ? Math.min(from, highest) : Math.max(from, lowest);
    for (int chunk = 0; from >= lowest && from <= highest; chunk++) {
      if (chunk == CHUNKS) {
        return new Page(page, from);
      }
      var records = new TreeMap<Long, Object>();
      long side = readSide(records, from, lowest, highest);
      long log =
          browse.state() == null || inLog(browse.state())
              ? readLog(records, from, lowest, highest)
              : side;
      // Beyond the shorter of both reads the merge is not complete.
      long end = down ? Math.max(side, log) : Math.min(side, log);
      long stopped = merge(records, end);
      if (stopped != 0) {
        return new Page(page, stopped);
      }
      from = down ? end - 1 : end + 1;
    }
    return new Page(page, 0);
  }

  private static boolean inLog(MessageState state) {
    return state == MessageState.READY || state == MessageState.CONSUMED;
  }

  /** Adds what was read up to {@code end}; answers the first that no longer fits, 0 = all did. */
  private long merge(NavigableMap<Long, Object> records, long end) {
    var inOrder = browse.descending() ? records.descendingMap() : records;
    for (var entry : inOrder.entrySet()) {
      long sequence = entry.getKey();
      if (browse.descending() ? sequence < end : sequence > end) {
        break;
      }
      MessageView message = view(sequence, entry.getValue());
      if (message != null && !add(message)) {
        return sequence;
      }
    }
    return 0;
  }

  private @Nullable MessageView view(long sequence, Object record) {
    MessageState wanted = browse.state();
    if (record instanceof SideRecord side) {
      return wanted == null || view.state(side) == wanted
          ? view.sideView(sequence, side, browse.headersOnly())
          : null;
    }
    if (!view.visibleInLog(sequence)) {
      return null;
    }
    MessageView message = view.logView(sequence, (MessageRecord) record, browse.headersOnly());
    return wanted == null || message.state() == wanted ? message : null;
  }

  /** Reads a chunk of side records; answers how far everything is known. */
  private long readSide(NavigableMap<Long, Object> records, long from, long lowest, long highest) {
    return chunk(
        Column.SIDE,
        from,
        lowest,
        highest,
        (sequence, value) -> records.put(sequence, SideRecord.decode(value)));
  }

  private long readLog(NavigableMap<Long, Object> records, long from, long lowest, long highest) {
    long floor =
        Math.max(
            lowest,
            browse.state() == MessageState.READY ? view.bounds().cursor() + 1 : physicalFloor());
    if (browse.descending() ? from < floor : highest < floor) {
      return browse.descending() ? lowest : highest;
    }
    long start = browse.descending() ? from : Math.max(from, floor);
    return chunk(
        Column.LOG,
        start,
        floor,
        highest,
        (sequence, value) -> records.putIfAbsent(sequence, MessageRecord.decode(value)));
  }

  /** Below it the log has nothing that is seen without a side record. */
  private long physicalFloor() {
    Ring ring = view.ring();
    if (ring != null) {
      return Math.min(ring.floor(), view.bounds().cursor() + 1);
    }
    return view.bounds().cursor() + 1;
  }

  /** Takes a record. */
  @FunctionalInterface
  private interface Sink {
    void take(long sequence, byte[] value);
  }

  private long chunk(Column column, long from, long lowest, long highest, Sink sink) {
    long[] last = {0};
    int[] count = {0};
    long[] read = {0};
    boolean[] stopped = {false};
    boolean down = browse.descending();
    view.db()
        .scan(
            column,
            Keys.message(view.incarnation(), down ? lowest : from),
            Keys.message(view.incarnation(), (down ? from : highest) + 1),
            down,
            view.snapshot(),
            (key, value) -> {
              last[0] = Keys.sequence(key);
              sink.take(last[0], value);
              read[0] += value.length;
              stopped[0] = ++count[0] == CHUNK || read[0] >= CHUNK_BYTES;
              return !stopped[0];
            });
    return !stopped[0] ? (down ? lowest : highest) : last[0];
  }
}
