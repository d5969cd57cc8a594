package io.posthorn.message;

import java.util.List;

/**
 * A named list of queues that fans out.
 *
 * @param name its name
 * @param queues where its messages go, without repetition, 1 to {@value #MAX_QUEUES}
 */
public record Topic(QueueName name, List<QueueName> queues) {
  /** Most queues of a topic. */
  public static final int MAX_QUEUES = 1000;

  public Topic {
    queues = List.copyOf(queues);
  }
}
