package io.posthorn.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Gets messages out of one queue, or out of the first of several that has one. Nothing waits:
 * futures fail with {@link PosthornException}, complete on a thread of the HTTP client, and abort
 * their request when they are cancelled. Any thread may call. {@link Consumer} waits.
 */
public final class AsyncConsumer {
  private final Transport transport;
  private final List<String> queues;

  AsyncConsumer(Transport transport, List<String> queues) {
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("queues: none (expected: the most urgent first)");
    }
    this.transport = transport;
    this.queues = List.copyOf(queues);
  }

  /**
   * Removes messages for good and hands them out: at most once. They are lost with whoever gets
   * them; where that must not be, {@link #reserve}. Of several queues only reserve can ask.
   */
  public CompletableFuture<List<Message>> take(Poll poll) {
    if (queues.size() > 1) {
      throw new IllegalStateException(
          "take from " + queues + " (expected: one queue; of several, reserve)");
    }
    String queue = queues.get(0);
    return transport.call(
        poll.writeTo(Request.post(Request.queue(queue) + "/take")),
        answer -> answer.json().list("messages", fields -> Message.of(fields, queue)));
  }

  /**
   * Leases messages: at least once. Whose lease is not settled before it ends is handed out again.
   */
  public CompletableFuture<List<LeasedMessage>> reserve(Poll poll) {
    String queue = queues.get(0);
    boolean several = queues.size() > 1;
    Request request = Request.post(several ? "/v1/reserve" : Request.queue(queue) + "/reserve");
    if (several) {
      // Not as "queues", in which a comma separates.
      queues.forEach(name -> request.named("queue", name));
    }
    return transport.call(
        poll.writeTo(request),
        answer -> answer.json().list("messages", fields -> LeasedMessage.of(fields, queue)));
  }

  /** Settles one lease. */
  public CompletableFuture<Settled> settle(LeasedMessage message, Outcome outcome) {
    return settle(List.of(new Settlement(message, outcome)), results -> results.get(0));
  }

  /** Settles or extends up to 1,000 leases of one queue; the results are in their order. */
  public CompletableFuture<List<Settled>> settle(List<Settlement> settlements) {
    return settle(settlements, results -> results);
  }

  private <T> CompletableFuture<T> settle(
      List<Settlement> settlements, Function<List<Settled>, T> result) {
    List<String> of = settlements.stream().map(one -> one.message().queue()).distinct().toList();
    if (of.size() != 1) {
      throw new IllegalArgumentException(
          "settlements: of the queues " + of + " (expected: at least one, all of one queue)");
    }
    Fields body =
        Fields.NONE.with("settlements", settlements.stream().map(Settlement::fields).toList());
    return transport.call(
        Request.post(Request.queue(of.get(0)) + "/settle").json(body),
        answer -> {
          List<Settled> results = answer.json().list("results", Settled::of);
          if (results.size() != settlements.size()) {
            throw new IllegalArgumentException(
                results.size() + " results (expected: " + settlements.size() + ")");
          }
          return result.apply(results);
        });
  }
}
