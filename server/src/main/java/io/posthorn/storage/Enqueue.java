package io.posthorn.storage;

import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import java.util.List;

/** Messages for one queue; an enqueue may name a queue more than once. */
public record Enqueue(QueueName queue, List<NewMessage> messages) {}
