package io.posthorn.metrics;

import java.util.List;

/**
 * All queues, as last looked at.
 *
 * @param each those that have series of their own
 * @param other the rest together
 * @param queues how many there are
 */
public record QueueSamples(List<QueueSample> each, QueueSample other, long queues) {
  /** No queue at all. */
  public static final QueueSamples NONE = new QueueSamples(List.of(), QueueSample.NONE, 0);

  /** All of them together. */
  public QueueSample total() {
    QueueSample sum = other;
    for (QueueSample sample : each) {
      sum = sum.plus(sample);
    }
    return sum;
  }
}
