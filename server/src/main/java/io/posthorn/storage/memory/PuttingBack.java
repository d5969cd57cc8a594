package io.posthorn.storage.memory;

import io.posthorn.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** putBack. */
final class PuttingBack {
  private PuttingBack() {}

  static boolean putBack(@Nullable MemoryQueue queue, List<Message> messages, Turn turn) {
    if (queue == null
        || messages.stream().noneMatch(m -> m.id().incarnation() == queue.incarnation)) {
      return false;
    }
    for (Message message : messages) {
      Entry stored = queue.entries.get(message.sequence());
      if (message.id().incarnation() == queue.incarnation
          && (stored == null || stored.place == Entry.Place.CONSUMED)) {
        queue.insert(restored(queue, message, turn));
        turn.visible(queue.name, turn.elapsed);
      }
    }
    return true;
  }

  private static Entry restored(MemoryQueue queue, Message message, Turn turn) {
    String key = message.key();
    Entry entry =
        new Entry(
            message.id(),
            message.body(),
            message.contentType(),
            message.task(),
            message.enqueuedAt().toEpochMilli(),
            message.ttl(),
            key != null && queue.keys.containsKey(key) ? null : key,
            null);
    entry.trace = message.trace();
    entry.readyByState = true;
    entry.beginLife(turn.elapsed);
    entry.visibleAt = Math.min(message.visibleAt().toEpochMilli(), turn.elapsed);
    entry.firstVisibleAt = entry.visibleAt;
    entry.placeAt = entry.visibleAt;
    entry.run = message.run();
    entry.attempt = message.attempt();
    entry.deliveries = message.deliveries();
    return entry;
  }
}
