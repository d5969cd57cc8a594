package io.posthorn.metrics;

import io.posthorn.message.QueueName;

/**
 * A queue, or several together, in numbers, as last looked at.
 *
 * @param queue its name
 * @param ready messages that may be handed out
 * @param scheduled messages that wait
 * @param leased messages under a lease
 * @param dead dead letters kept
 * @param consumed consumed messages still readable
 * @param oldestReadyMillis how long the next message has been ready; 0 = none is
 * @param enqueuedTotal messages ever stored
 * @param takenTotal messages ever taken
 * @param ackedTotal messages ever acked
 * @param deadTotal messages that ever went DEAD
 */
public record QueueSample(
    QueueName queue,
    long ready,
    long scheduled,
    long leased,
    long dead,
    long consumed,
    long oldestReadyMillis,
    long enqueuedTotal,
    long takenTotal,
    long ackedTotal,
    long deadTotal) {
  /** Nothing at all. */
  public static final QueueSample NONE =
      new QueueSample(QueueName.ofLatin1(""), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Messages not finished yet. */
  public long depth() {
    return ready + scheduled + leased;
  }

  /** Messages ever taken or acked. */
  public long consumedTotal() {
    return takenTotal + ackedTotal;
  }

  /** Both together, under this one's name; the oldest is the older of the two. */
  public QueueSample plus(QueueSample other) {
    return new QueueSample(
        queue,
        ready + other.ready,
        scheduled + other.scheduled,
        leased + other.leased,
        dead + other.dead,
        consumed + other.consumed,
        Math.max(oldestReadyMillis, other.oldestReadyMillis),
        enqueuedTotal + other.enqueuedTotal,
        takenTotal + other.takenTotal,
        ackedTotal + other.ackedTotal,
        deadTotal + other.deadTotal);
  }
}
