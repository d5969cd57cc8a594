package io.posthorn.storage;

import io.posthorn.message.QueueName;

/**
 * Asks for ready messages for good. Only pull queues answer it.
 *
 * @param queue whose
 * @param limit most messages, at least 1
 * @param maxBytes stops before the message that would exceed it, but hands out one always; tasks
 *     count as well as bodies, see {@link Weight}
 */
public record Take(QueueName queue, int limit, long maxBytes) {}
