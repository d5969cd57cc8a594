package io.posthorn.client;

/** What a {@link Worker} does with a message. */
@FunctionalInterface
public interface Handler {
  /**
   * Works on {@code message}, on a thread of the worker. Its lease is extended for as long as this
   * takes. A thread that is interrupted should end: the worker was closed, and its grace is over.
   *
   * @return what becomes of the message
   * @throws Exception to have it {@linkplain Outcome#retry() retried}, with the exception's text as
   *     the reason
   */
  Outcome handle(LeasedMessage message) throws Exception;
}
