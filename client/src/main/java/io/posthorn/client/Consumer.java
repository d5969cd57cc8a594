package io.posthorn.client;

import java.time.Duration;
import java.util.List;

/**
 * Gets messages out of one queue, or out of the first of several that has one. Each call waits for
 * its answer; one that is an error, or does not come, is a {@link PosthornException}. Any thread
 * may call. {@link AsyncConsumer} has the same without waiting, {@link Worker} the loop around it.
 *
 * <pre>{@code
 * Consumer mail = posthorn.consumer("mail");
 * try (LeaseKeeper keeper = mail.keeper(Duration.ofSeconds(30))) {
 *   List<LeasedMessage> messages = mail.reserve(Poll.upTo(10).leasing(keeper.lease()));
 *   messages.forEach(keeper::keep);
 *   for (LeasedMessage message : messages) {
 *     send(message.text());
 *     keeper.release(message);
 *     mail.settle(message, Outcome.ack());
 *   }
 * }
 * }</pre>
 */
public final class Consumer {
  private final AsyncConsumer async;

  Consumer(AsyncConsumer async) {
    this.async = async;
  }

  /** The same without waiting. */
  public AsyncConsumer async() {
    return async;
  }

  /**
   * Removes messages for good and hands them out: at most once. They are lost with whoever gets
   * them; where that must not be, {@link #reserve}. Of several queues only reserve can ask.
   */
  public List<Message> take(Poll poll) {
    return Blocking.await(async.take(poll));
  }

  /**
   * Leases messages: at least once. Whose lease is not settled before it ends is handed out again.
   */
  public List<LeasedMessage> reserve(Poll poll) {
    return Blocking.await(async.reserve(poll));
  }

  /** Settles one lease. */
  public Settled settle(LeasedMessage message, Outcome outcome) {
    return Blocking.await(async.settle(message, outcome));
  }

  /** Settles or extends up to 1,000 leases of one queue; the results are in their order. */
  public List<Settled> settle(List<Settlement> settlements) {
    return Blocking.await(async.settle(settlements));
  }

  /**
   * Extends leases for as long as somebody works on their messages.
   *
   * @param lease how long they are leased; what is reserved for it should be leased as long
   */
  public LeaseKeeper keeper(Duration lease) {
    return LeaseKeeper.start(async, lease);
  }
}
