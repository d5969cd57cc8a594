package io.posthorn.storage;

import io.posthorn.message.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was leased.
 *
 * @param handOut whether the queue could hand out
 * @param deliveries in order
 * @param nextVisibleAt when the next waiting or leased message becomes ready, on the engine's
 *     clock, or may be handed out again within {@link io.posthorn.message.Push}'s bounds; at most
 *     now when there is more; null = none waits, or nothing could be handed out
 * @param queue the queue as it was then; null = missing
 */
public record Reserved(
    HandOut handOut,
    List<Delivery> deliveries,
    @Nullable Instant nextVisibleAt,
    @Nullable QueueInfo queue) {}
