package io.posthorn.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Puts messages into a queue. Nothing waits: futures fail with {@link PosthornException}, complete
 * on a thread of the HTTP client, and abort their request when they are cancelled. Any thread may
 * call. {@link Producer} waits.
 */
public final class AsyncProducer {
  private final Transport transport;
  private final String queue;

  AsyncProducer(Transport transport, String queue) {
    this.transport = transport;
    this.queue = Request.queue(queue);
  }

  /**
   * Puts one message into the queue. An unknown queue is made by it, as a pull queue with defaults.
   * With an idempotency key, a repeat stores nothing and answers what was stored before.
   */
  public CompletableFuture<Enqueued> enqueue(NewMessage message) {
    return transport.call(message.writeTo(Request.post(queue + "/messages")), Enqueued::of);
  }

  /**
   * Puts up to 1,000 messages into the queue, all or none. An error names the {@linkplain
   * PosthornException#line line} of the message at fault.
   */
  public CompletableFuture<List<Enqueued>> enqueueAll(List<NewMessage> messages) {
    Request request =
        Request.post(queue + "/messages/batch")
            .ndjson(messages.stream().map(NewMessage::line).toList())
            .repeatable(messages.stream().allMatch(NewMessage::isIdempotent));
    return transport.call(request, answer -> answer.json().list("messages", Enqueued::of));
  }
}
