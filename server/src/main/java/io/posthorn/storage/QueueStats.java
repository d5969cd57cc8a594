package io.posthorn.storage;

import io.posthorn.message.Ring;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue in numbers. Totals never go down, not even when a taken message is put back.
 *
 * @param ready messages that may be handed out, those whose lease expired included
 * @param scheduled messages that wait
 * @param leased messages under an unexpired lease
 * @param dead dead letters kept
 * @param consumed consumed messages still readable
 * @param oldestReadyAt the {@code visibleAt} of the next message to be handed out; null = none is
 *     ready
 * @param nextVisibleAt when the next waiting or leased message becomes ready, on the engine's
 *     clock; null = none waits
 * @param enqueuedTotal messages ever stored in this incarnation
 * @param takenTotal messages ever taken
 * @param reservedTotal leases ever given
 * @param ackedTotal messages ever acked
 * @param deadTotal messages that ever went DEAD
 * @param ring the HTTPSQS positions; null when the queue has none
 */
public record QueueStats(
    long ready,
    long scheduled,
    long leased,
    long dead,
    long consumed,
    @Nullable Instant oldestReadyAt,
    @Nullable Instant nextVisibleAt,
    long enqueuedTotal,
    long takenTotal,
    long reservedTotal,
    long ackedTotal,
    long deadTotal,
    @Nullable Ring ring) {
  /** Messages not finished yet: what a capacity counts. */
  public long unfinished() {
    return ready + scheduled + leased;
  }
}
