package io.posthorn.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.util.function.IntFunction;

/** A push queue of a server of this machine. For the thread that its connection is for. */
final class PushQueue {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINES = 1000;

  private final Wire wire;
  private final String path;

  /** The queue {@code name}, which need not be there yet. */
  PushQueue(Wire wire, String name) {
    this.wire = wire;
    this.path = "/v1/queues/" + name;
  }

  /**
   * Makes the queue.
   *
   * @param config what it has beside its mode, as in {@code "maxConcurrency":8}; may be empty
   */
  PushQueue make(String config) throws IOException {
    String json = "{\"mode\":\"push\"" + (config.isEmpty() ? "" : "," + config) + "}";
    call("PUT", "", json, 201);
    return this;
  }

  /** Stops delivery. */
  void pause() throws IOException {
    call("POST", "/pause", "", 200);
  }

  /** Goes on. */
  void resume() throws IOException {
    call("POST", "/resume", "", 200);
  }

  /** Stores {@code count} tasks, the i-th as {@code line} has it, in batches. */
  void store(int count, IntFunction<String> line) throws IOException {
    for (int stored = 0; stored < count; ) {
      int lines = Math.min(LINES, count - stored);
      var body = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        body.append(line.apply(stored + i)).append('\n');
      }
      call("POST", "/tasks/batch", body.toString(), 201);
      stored += lines;
    }
  }

  /** Stores one task. */
  void store(String task) throws IOException {
    call("POST", "/tasks", task, 201);
  }

  /** Messages that are ready, scheduled or leased. */
  long unfinished() throws IOException {
    JsonNode stats = JSON.readTree(call("GET", "", "", 200)).path("statistics");
    return stats.path("ready").asLong()
        + stats.path("scheduled").asLong()
        + stats.path("leased").asLong();
  }

  private String call(String method, String suffix, String body, int expected) throws IOException {
    Wire.Answer answer = wire.call(method, path + suffix, body);
    if (answer.status() != expected) {
      throw new IOException(
          method + " " + path + suffix + " answered " + answer.status() + ": " + answer.body());
    }
    return answer.body();
  }
}
