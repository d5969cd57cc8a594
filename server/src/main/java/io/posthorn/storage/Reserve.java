package io.posthorn.storage;

import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks for leases on ready messages.
 *
 * @param queue whose
 * @param limit most messages, at least 1
 * @param maxBytes stops before the message that would exceed it, but hands out one always; tasks
 *     count as well as bodies, see {@link Weight}
 * @param lease how long; null = as the queue says
 * @param mode the mode the queue must have
 */
public record Reserve(
    QueueName queue, int limit, long maxBytes, @Nullable Duration lease, QueueMode mode) {}
