package io.posthorn.cli.bench;

import java.time.Duration;

/**
 * What is sent.
 *
 * @param mix which requests
 * @param queue the queue's name, or the start of the names of several; letters, digits and dashes
 * @param queues how many queues take turns; more than one are called {@code queue-0}, {@code
 *     queue-1}...
 * @param size bytes of a message
 * @param lines messages of a batch, most messages of a reserve
 * @param poll how long a long poll waits
 * @param raw the request of {@link Mix#RAW}, further headers and the HTTPSQS password
 */
public record Content(
    Mix mix, String queue, int queues, int size, int lines, Duration poll, Raw raw) {
  /**
   * What only some mixes need.
   *
   * @param method RAW: the method
   * @param path RAW: the target
   * @param body RAW: the body; empty = none
   * @param headers of every request: whole header lines, each ended by CRLF
   * @param auth HTTPSQS: the password; empty = none
   */
  public record Raw(String method, String path, String body, String headers, String auth) {
    /** None of it. */
    public static final Raw NONE = new Raw("GET", "/", "", "", "");
  }

  public Content {
    if (!queue.matches("[A-Za-z0-9._-]{1,200}")) {
      throw new IllegalArgumentException(
          "queue: " + queue + " (expected: letters, digits, dots and dashes)");
    }
    atLeastOne("queues", queues);
    atLeastOne("lines", lines);
    if (size < 0) {
      throw new IllegalArgumentException("size: " + size + " (expected: at least 0)");
    }
  }

  /** One queue and 100-byte messages. */
  public static Content of(Mix mix, String queue) {
    return new Content(
        mix, queue, 1, 100, mix == Mix.BATCH ? 1000 : 1, Duration.ofSeconds(20), Raw.NONE);
  }

  /** The same with other numbers. */
  public Content with(int newQueues, int newSize, int newLines) {
    return new Content(mix, queue, newQueues, newSize, newLines, poll, raw);
  }

  /** The same queues in another mix. */
  public Content with(Mix newMix, int newLines) {
    return new Content(newMix, queue, queues, size, newLines, poll, raw);
  }

  /** The same with {@code headers} in every request: whole lines, each ended by CRLF. */
  public Content withHeaders(String headers) {
    var other = new Raw(raw.method(), raw.path(), raw.body(), headers, raw.auth());
    return new Content(mix, queue, queues, size, lines, poll, other);
  }

  /** The name of the queue numbered {@code i}. */
  public String queueName(int i) {
    return queues == 1 ? queue : queue + '-' + i;
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
