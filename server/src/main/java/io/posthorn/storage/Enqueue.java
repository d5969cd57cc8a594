package io.posthorn.storage;

import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import java.util.List;

/**
 * Messages for one queue; an enqueue may name a queue more than once. Messages that it does not
 * {@link io.posthorn.message.QueueConfig#accepts accept} are refused with WRONG_MODE.
 */
public record Enqueue(QueueName queue, List<NewMessage> messages) {}
