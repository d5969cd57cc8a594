package io.posthorn.storage;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Task;
import java.time.Duration;
import java.time.Instant;

/** Says of a message only what a test is about. */
public final class MessageBuilder {
  private final String body;
  private Duration delay;
  private Instant visibleAt;
  private Duration ttl;
  private String key;
  private String deduplicationId;
  private Task task;

  public MessageBuilder(String body) {
    this.body = body;
  }

  public MessageBuilder delay(Duration newDelay) {
    delay = newDelay;
    return this;
  }

  public MessageBuilder visibleAt(Instant newVisibleAt) {
    visibleAt = newVisibleAt;
    return this;
  }

  public MessageBuilder ttl(Duration newTtl) {
    ttl = newTtl;
    return this;
  }

  public MessageBuilder key(String newKey) {
    key = newKey;
    return this;
  }

  public MessageBuilder deduplicationId(String id) {
    deduplicationId = id;
    return this;
  }

  public MessageBuilder task(Task newTask) {
    task = newTask;
    return this;
  }

  public NewMessage build() {
    return new NewMessage(
        Body.ofUtf8(body), "text/plain", delay, visibleAt, ttl, key, deduplicationId, task);
  }
}
