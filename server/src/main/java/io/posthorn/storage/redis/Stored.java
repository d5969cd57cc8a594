package io.posthorn.storage.redis;

import io.posthorn.message.MessageId;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the script says of one batch of messages.
 *
 * @param incarnation the queue's; null: there is no such queue
 * @param judged what it says of each
 * @param spoiled whether none is stored because one was refused
 */
record Stored(@Nullable Long incarnation, List<Judged> judged, boolean spoiled) {
  static final Stored MISSING = new Stored(null, List.of(), false);

  /**
   * What it says of one message.
   *
   * @param sequence its own, that of the message in its way, or 0
   * @param fresh whether that is one of this batch
   */
  record Judged(
      Status status, long sequence, long position, @Nullable Instant visibleAt, boolean fresh) {}

  /** What it says of the messages from {@code from} to before {@code to}. */
  Stored part(int from, int to) {
    return incarnation == null ? this : new Stored(incarnation, judged.subList(from, to), spoiled);
  }

  /** Whether any was stored. */
  boolean any() {
    return !spoiled && judged.stream().anyMatch(j -> j.status() == Status.ENQUEUED);
  }

  /** What was judged and, because of other queues, not stored. */
  Stored withOthers() {
    return new Stored(incarnation, judged, true);
  }

  /** Whether any is refused. A duplicate is no refusal. */
  boolean refused() {
    return incarnation == null
        || judged.stream()
            .anyMatch(j -> j.status() != Status.ENQUEUED && j.status() != Status.DUPLICATE);
  }

  /**
   * The results of {@code count} messages; {@code nothing}: none was stored, whatever is judged.
   */
  List<EnqueueResult> results(int count, boolean nothing) {
    var results = new EnqueueResult[count];
    for (int i = 0; i < count; i++) {
      results[i] = result(i, nothing || spoiled);
    }
    return List.of(results);
  }

  private EnqueueResult result(int i, boolean nothing) {
    if (incarnation == null) {
      return EnqueueResult.refused(Status.QUEUE_MISSING);
    }
    Judged j = judged.get(i);
    boolean lost = nothing && j.fresh();
    MessageId id = j.sequence() == 0 ? null : new MessageId(incarnation, j.sequence());
    return switch (j.status()) {
      case ENQUEUED, DUPLICATE ->
          lost
              ? EnqueueResult.refused(Status.REFUSED_WITH_OTHERS)
              : new EnqueueResult(j.status(), id, j.position(), j.visibleAt());
      case KEY_CONFLICT ->
          lost
              ? EnqueueResult.refused(Status.KEY_CONFLICT)
              : new EnqueueResult(Status.KEY_CONFLICT, id, 0, null);
      default -> EnqueueResult.refused(j.status());
    };
  }
}
