package io.posthorn.client;

import java.util.List;

/**
 * A named list of queues.
 *
 * @param name its name
 * @param queues where its messages go
 */
public record Topic(String name, List<String> queues) {
  /** Takes a copy. */
  public Topic {
    queues = List.copyOf(queues);
  }

  static Topic of(Fields fields) {
    return new Topic(fields.text("name"), fields.texts("queues"));
  }
}
