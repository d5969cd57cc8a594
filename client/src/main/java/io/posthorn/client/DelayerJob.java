package io.posthorn.client;

/**
 * A job of Delayer.
 *
 * @param id names it; unique among the jobs that wait
 * @param topic who works on it
 * @param body what is to be done
 */
public record DelayerJob(String id, String topic, Body body) {
  /** Refuses what Delayer's other clients refuse. */
  public DelayerJob {
    if (id.isEmpty() || topic.isEmpty() || body.size() == 0) {
      throw new IllegalArgumentException(
          "id, topic or body: empty (expected: each at least one byte)");
    }
  }

  /** A job with a body of text. */
  public static DelayerJob of(String id, String topic, String body) {
    return new DelayerJob(id, topic, Body.text(body));
  }
}
