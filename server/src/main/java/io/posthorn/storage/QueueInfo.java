package io.posthorn.storage;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import java.time.Instant;

/**
 * A queue.
 *
 * @param name its name
 * @param incarnation tells it from earlier queues of that name; never given twice by an engine: the
 *     wall clock's milliseconds, or one more than the last one given, whichever is more
 * @param version 1, and one more with each update; a pause is none
 * @param config what its owner decided
 * @param paused whether it hands nothing out
 * @param createdAt when it was made
 */
public record QueueInfo(
    QueueName name,
    long incarnation,
    long version,
    QueueConfig config,
    boolean paused,
    Instant createdAt) {}
