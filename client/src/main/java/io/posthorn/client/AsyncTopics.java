package io.posthorn.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics and publishes to them. Nothing waits: futures fail with {@link PosthornException},
 * complete on a thread of the HTTP client, and abort their request when they are cancelled. Any
 * thread may call. {@link Topics} waits.
 */
public final class AsyncTopics {
  private static final String NOT_FOUND = "topic-not-found";

  private final Transport transport;

  AsyncTopics(Transport transport) {
    this.transport = transport;
  }

  /** Creates or replaces a topic of up to 1,000 queues, which need not exist yet. */
  public CompletableFuture<Topic> put(String topic, List<String> queues) {
    Fields body = Fields.NONE.with("queues", List.copyOf(queues));
    return transport.call(
        Request.of("PUT", path(topic)).json(body), answer -> Topic.of(answer.json()));
  }

  /** A topic; empty = there is none. */
  public CompletableFuture<Optional<Topic>> find(String topic) {
    return transport.find(Request.get(path(topic)), NOT_FOUND, answer -> Topic.of(answer.json()));
  }

  /**
   * Up to 100 topics in the order of their names.
   *
   * @param cursor that of the page before; null = the first page
   */
  public CompletableFuture<Page<Topic>> list(@Nullable String cursor) {
    return transport.call(
        Request.get("/v1/topics").cursor(cursor),
        answer -> {
          Fields page = answer.json();
          return new Page<>(page.list("topics", Topic::of), page.textOrNull("cursor"));
        });
  }

  /**
   * Removes a topic and leaves its queues alone.
   *
   * @return whether it was there
   */
  public CompletableFuture<Boolean> delete(String topic) {
    return transport.done(Request.of("DELETE", path(topic)), NOT_FOUND);
  }

  /**
   * Puts a message into each of the topic's queues. One that refuses stops no other; it is an error
   * only when all refuse.
   */
  public CompletableFuture<List<Published>> publish(String topic, NewMessage message) {
    return publish(topic, message, false);
  }

  /** Puts a message into each of the topic's queues, or, when one refuses, into none. */
  public CompletableFuture<List<Published>> publishToAll(String topic, NewMessage message) {
    return publish(topic, message, true);
  }

  private CompletableFuture<List<Published>> publish(
      String topic, NewMessage message, boolean all) {
    Request request =
        message.writeTo(Request.post(path(topic) + "/messages")).query("all", all ? "true" : null);
    return transport.call(request, answer -> answer.json().list("messages", Published::of));
  }

  private static String path(String topic) {
    return "/v1/topics/" + Percent.encodeName(topic);
  }
}
