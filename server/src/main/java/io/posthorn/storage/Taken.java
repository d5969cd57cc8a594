package io.posthorn.storage;

import io.posthorn.message.Message;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was taken.
 *
 * @param handOut whether the queue could hand out
 * @param messages in order
 * @param nextVisibleAt when the next waiting or leased message becomes ready, on the engine's
 *     clock; at most now when there is more; null = none waits, or nothing could be handed out
 */
public record Taken(HandOut handOut, List<Message> messages, @Nullable Instant nextVisibleAt) {}
