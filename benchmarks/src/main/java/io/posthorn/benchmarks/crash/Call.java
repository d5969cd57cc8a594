package io.posthorn.benchmarks.crash;

/**
 * One request that reached the receiver.
 *
 * @param queue whose task it delivers
 * @param task which, by its body; empty when the body is none of ours, or not whole
 * @param messageId what the server calls it
 * @param webhookId by what the receiver is to recognise it
 * @param attempt as the server counts
 * @param scheduledAt what {@code Posthorn-Scheduled-At} says, milliseconds of the wall clock
 * @param cameAt when it came, nanoTime
 * @param end how it ended
 */
record Call(
    String queue,
    String task,
    String messageId,
    String webhookId,
    int attempt,
    long scheduledAt,
    long cameAt,
    End end) {
  /**
   * How a call ended.
   *
   * @param status of the answer; 0 = the connection was gone before
   * @param at when the answer was begun, or the connection found gone, nanoTime
   * @param wall the same on the wall clock, milliseconds
   */
  record End(int status, long at, long wall) {}

  /** Whether the server was told that it was delivered. */
  boolean delivered() {
    return end.status() == Hook.OK;
  }

  @Override
  public String toString() {
    return queue + ": " + task + " (" + messageId + ", attempt " + attempt + ')';
  }
}
