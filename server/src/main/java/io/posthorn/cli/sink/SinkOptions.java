package io.posthorn.cli.sink;

import io.posthorn.message.SigningSecret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sink listens and what it answers.
 *
 * @param host address to bind
 * @param port port to bind; 0 = any free one
 * @param statuses what it answers, in turn
 * @param delay how long every answer is held back
 * @param failFirst the first so many requests of each message id are answered 503, and the first so
 *     many that have no id
 * @param secret signatures are verified with it; null = they are not
 * @param quiet print totals only
 * @param body body of every answer
 */
public record SinkOptions(
    String host,
    int port,
    List<Integer> statuses,
    Duration delay,
    int failFirst,
    @Nullable SigningSecret secret,
    boolean quiet,
    String body) {
  /**
   * @throws IllegalArgumentException naming what makes no sense
   */
  public SinkOptions {
    statuses = List.copyOf(statuses);
    if (statuses.isEmpty()) {
      throw new IllegalArgumentException("status: none (expected: at least one, 200 to 599)");
    }
    for (int status : statuses) {
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
      }
    }
    if (failFirst < 0) {
      throw new IllegalArgumentException("fail-first: " + failFirst + " (expected: at least 0)");
    }
  }

  /** Answers 200 at once. */
  public static SinkOptions on(String host, int port) {
    return new SinkOptions(host, port, List.of(200), Duration.ZERO, 0, null, false, "ok");
  }
}
