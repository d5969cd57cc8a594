package io.posthorn.storage.memory;

import io.posthorn.message.MessageView;
import io.posthorn.message.Ring;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Page;
import io.posthorn.storage.Weight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reading without changing. */
final class Browsing {
  private Browsing() {}

  static Page browse(MemoryQueue queue, Browse browse, Turn turn) {
    boolean byPosition = browse.by() == Browse.By.POSITION;
    var page = new ArrayList<MessageView>();
    long bytes = 0;
    for (Entry entry : inOrder(byPosition ? byPosition(queue) : queue.entries, browse)) {
      if (!byPosition && browse.state() != null && browse.state() != entry.state(turn)) {
        continue;
      }
      long position = queue.position(entry.sequence());
      MessageView view = Showing.view(queue, entry, browse.headersOnly(), turn);
      bytes += Weight.of(view);
      if (page.size() == browse.limit() || (!page.isEmpty() && bytes > browse.maxBytes())) {
        return new Page(page, byPosition ? position : entry.sequence());
      }
      page.add(view);
    }
    return new Page(page, 0);
  }

  private static NavigableMap<Long, Entry> byPosition(MemoryQueue queue) {
    var positions = new TreeMap<Long, Entry>();
    Ring ring = queue.ring;
    if (ring != null) {
      for (Entry entry : queue.entries.values()) {
        long position = ring.positionOf(entry.sequence());
        if (position > 0) {
          positions.put(position, entry);
        }
      }
    }
    return positions;
  }

  private static Collection<Entry> inOrder(NavigableMap<Long, Entry> all, Browse browse) {
    if (browse.descending()) {
      long from = browse.from() == 0 ? Long.MAX_VALUE : browse.from();
      return all.headMap(from, true).descendingMap().values();
    }
    return all.tailMap(browse.from(), true).values();
  }
}
