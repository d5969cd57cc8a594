package io.posthorn.storage;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import java.time.Instant;

/**
 * A queue.
 *
 * @param name its name
 * @param incarnation tells it from earlier queues of that name; never given twice
 * @param version counts the changes of its configuration, from 1
 * @param config what its owner decided
 * @param paused whether it hands nothing out
 * @param createdAt when it was made
 */
public record QueueInfo(
    QueueName name, long incarnation, long version, QueueConfig config, boolean paused, Instant createdAt) {}
