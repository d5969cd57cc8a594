package io.posthorn.storage.memory;

import io.posthorn.message.Message;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as callers see them. */
final class Showing {
  private Showing() {}

  /**
   * As it is handed out; {@code readyAt} = when it became ready, {@code left} = what is left of its
   * life.
   */
  static Message message(MemoryQueue queue, Entry entry, long readyAt, @Nullable Long left) {
    return new Message(
        entry.id,
        queue.position(entry.sequence()),
        entry.body,
        entry.contentType,
        entry.key,
        Instant.ofEpochMilli(entry.enqueuedAt),
        Instant.ofEpochMilli(readyAt),
        left == null ? null : Duration.ofMillis(left),
        entry.attempt,
        entry.deliveries,
        entry.task,
        entry.run,
        entry.run == null ? Instant.ofEpochMilli(entry.firstVisibleAt) : entry.run.scheduledAt(),
        entry.trace);
  }

  static MessageView view(MemoryQueue queue, Entry entry, boolean headersOnly, Turn turn) {
    MessageState state = entry.state(turn);
    return new MessageView(
        entry.id,
        queue.position(entry.sequence()),
        state,
        headersOnly ? null : entry.body,
        entry.body.size(),
        entry.contentType,
        entry.key,
        Instant.ofEpochMilli(entry.enqueuedAt),
        entry.unfinished() ? Instant.ofEpochMilli(entry.visibleAt) : null,
        state == MessageState.LEASED ? Instant.ofEpochMilli(entry.visibleAt) : null,
        instant(entry.expiresAt(turn)),
        entry.attempt,
        entry.deliveries,
        instant(entry.finishedAt),
        entry.reason,
        List.copyOf(entry.attempts),
        entry.task,
        entry.run,
        entry.trace);
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
