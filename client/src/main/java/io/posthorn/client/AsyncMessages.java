package io.posthorn.client;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at the messages of a queue and changes them. Nothing waits: futures fail with {@link
 * PosthornException}, complete on a thread of the HTTP client, and abort their request when they
 * are cancelled. Any thread may call. {@link Messages} waits.
 */
public final class AsyncMessages {
  private static final String NOT_FOUND = "message-not-found";

  private final Transport transport;
  private final String queue;

  AsyncMessages(Transport transport, String queue) {
    this.transport = transport;
    this.queue = Request.queue(queue);
  }

  /** A page of messages in the order of their sequences, without leasing them. */
  public CompletableFuture<Page<MessageView>> browse(Browse browse) {
    return transport.call(
        browse.writeTo(Request.get(queue + "/messages")),
        answer -> {
          Fields page = answer.json();
          return new Page<>(page.list("messages", MessageView::new), page.textOrNull("cursor"));
        });
  }

  /** One message; empty = there is none. */
  public CompletableFuture<Optional<MessageView>> find(MessageRef message) {
    return transport.find(Request.get(path(message)), NOT_FOUND, MessageView::of);
  }

  /**
   * Cancels a message in any state. A lease on it becomes stale.
   *
   * @return whether it was there
   */
  public CompletableFuture<Boolean> cancel(MessageRef message) {
    return transport.done(Request.of("DELETE", path(message)), NOT_FOUND);
  }

  /**
   * Makes a scheduled or ready message wait for another instant.
   *
   * @return the message as it is then; empty = it has gone since
   */
  public CompletableFuture<Optional<MessageView>> reschedule(
      MessageRef message, Instant visibleAt) {
    Fields change = Fields.NONE.with("visibleAt", visibleAt.toString());
    return transport.find(Request.of("PATCH", path(message)).json(change), "", MessageView::of);
  }

  /**
   * Makes a message, or the next run of a task that repeats, due now.
   *
   * @return the message as it is then; empty = it has gone since
   */
  public CompletableFuture<Optional<MessageView>> run(MessageRef message) {
    return transport.find(Request.post(path(message) + "/run"), "", MessageView::of);
  }

  /**
   * Makes dead messages ready again; their attempts start anew. Answers when it is done.
   *
   * @return how many these were
   */
  public CompletableFuture<Long> redrive(Redrive which) {
    Request request =
        Request.post(queue + "/redrive").json(which.fields()).patience(which.patience());
    return transport.call(request, answer -> answer.json().number("redriven"));
  }

  private String path(MessageRef message) {
    return queue + "/messages/" + message.path();
  }
}
