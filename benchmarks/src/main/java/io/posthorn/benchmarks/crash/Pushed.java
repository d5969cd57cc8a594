package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Wire.Answer;
import java.io.IOException;
import java.util.List;

/** What is said on the wire about push queues and their tasks. */
final class Pushed {
  static final String MANY = "crash-push";
  static final String RUNS = "crash-runs";

  /** {@code maxConcurrency} of the queues that are not ordered. */
  static final int AT_ONCE = 16;

  /** The tasks that repeat, by their keys. */
  static final List<String> REPEATING = List.of("every", "cron");

  /** Queues that deliver in order. */
  static final List<String> ORDERED = List.of("crash-ordered-1", "crash-ordered-2");

  private static final String RETRY =
      "\"retry\":{\"maxAttempts\":0,\"maxAge\":\"0s\",\"first\":\"20ms\",\"cap\":\"100ms\"}";

  private Pushed() {}

  /** Makes the queues that are missing, and the tasks that repeat. */
  static void make(Wire wire, String url) throws IOException {
    make(wire, MANY, "\"maxConcurrency\":" + AT_ONCE);
    for (String queue : ORDERED) {
      make(wire, queue, "\"ordered\":true");
    }
    if (make(wire, RUNS, "\"maxConcurrency\":" + AT_ONCE)) {
      putRepeating(wire, url, "every", "\"every\":\"1s\"");
      putRepeating(wire, url, "cron", "\"cron\":\"* * * * * *\"");
    }
  }

  private static boolean make(Wire wire, String queue, String bounds) throws IOException {
    String path = "/v1/queues/" + queue;
    if (wire.call("GET", path, "").status() != 404) {
      return false;
    }
    String config = "{\"mode\":\"push\"," + bounds + ',' + RETRY + '}';
    expect(201, "PUT of a push queue", wire.call("PUT", path, config));
    return true;
  }

  private static void putRepeating(Wire wire, String url, String key, String repeat)
      throws IOException {
    String task = task(url, key, ",\"repeat\":{" + repeat + '}');
    String path = "/v1/queues/" + RUNS + "/tasks/" + key;
    expect(201, "PUT of a repeating task", wire.call("PUT", path, task));
  }

  /** Stores one task; returns its sequence. */
  static long put(Wire wire, String queue, String url, String id, String more) throws IOException {
    Answer answer = wire.call("POST", "/v1/queues/" + queue + "/tasks", task(url, id, more));
    expect(201, "task", answer);
    return Queues.sequence(answer);
  }

  /** Stores a batch of tasks; returns the sequences. */
  static List<Long> putAll(Wire wire, String queue, String url, List<String> ids)
      throws IOException {
    var lines = new StringBuilder();
    ids.forEach(id -> lines.append(task(url, id, "")).append('\n'));
    Answer answer = wire.call("POST", "/v1/queues/" + queue + "/tasks/batch", lines.toString());
    expect(201, "batch of tasks", answer);
    return Queues.sequences(answer, ids.size());
  }

  private static String task(String url, String id, String more) {
    return "{\"url\":\"" + url + "\",\"body\":\"" + BodyText.of(id) + '"' + more + '}';
  }

  private static void expect(int status, String what, Answer answer) {
    if (answer.status() != status) {
      throw new Queues.Unexpected(what, answer);
    }
  }
}
