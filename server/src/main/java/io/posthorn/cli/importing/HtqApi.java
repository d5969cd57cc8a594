package io.posthorn.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** HTQ's API as a Posthorn serves it, over one connection. Belongs to one thread. */
final class HtqApi implements Closeable {
  private static final int DEFAULT_PORT = 5999;
  private static final int AUTH_FAILED = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpConnection connection;
  private final ObjectNode login;

  /**
   * Connects.
   *
   * @throws ImportException when that fails
   */
  HtqApi(URI uri, String appKey, String appToken) {
    connection = new HttpConnection(uri, DEFAULT_PORT);
    login = JSON.createObjectNode().put("app_key", appKey).put("app_token", appToken);
  }

  /** The attributes of all queues, by their names. */
  Map<String, JsonNode> queues() {
    Map<String, JsonNode> queues = new HashMap<>();
    for (JsonNode queue : call("allQueue", List.of(login)).get(0)) {
      queues.put(queue.path("queue_name").asText(), queue.path("attribute"));
    }
    return queues;
  }

  /** Adds a queue that is not there yet. */
  void add(HtqQueue queue) {
    ObjectNode fields = login.deepCopy().put("queue_name", queue.name());
    fields.setAll(queue.attribute());
    JsonNode answer = call("addQueue", List.of(fields)).get(0);
    if (answer.path("error_code").asInt(-1) != 0) {
      throw new ImportException(
          connection
              + " answered "
              + answer
              + " to the queue '"
              + queue.name()
              + "' (expected: no other queue of that name)");
    }
  }

  /** Adds tasks; the answers are in their order. */
  List<JsonNode> add(HtqQueue queue, List<HtqEntry> entries, List<String> ids) {
    List<ObjectNode> calls = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      ObjectNode fields = login.deepCopy().put("queue_name", queue.name());
      entries.get(i).writeTo(fields, ids.get(i));
      calls.add(fields);
    }
    return call("addTask", calls);
  }

  private List<JsonNode> call(String name, List<ObjectNode> calls) {
    List<byte[]> requests = new ArrayList<>(calls.size());
    for (ObjectNode fields : calls) {
      requests.add(
          connection.request(
              "POST", "/api/" + name, bytes(fields), "Content-Type", "application/json"));
    }
    List<JsonNode> answers = new ArrayList<>(calls.size());
    connection.exchange(requests).forEach(answer -> answers.add(json(name, answer)));
    return answers;
  }

  private JsonNode json(String name, HttpConnection.Answer answer) {
    if (answer.status() == 200) {
      try {
        JsonNode json = JSON.readTree(answer.body());
        if (json.path("error_code").asInt() == AUTH_FAILED) {
          throw new ImportException(
              connection + " wants another app_key or app_token than was given");
        }
        return json;
      } catch (IOException e) {
        // Said below.
      }
    }
    throw new ImportException(
        connection
            + " answered '"
            + answer.line()
            + "' to /api/"
            + name
            + " (expected: bin/posthorn htq, or a server with htq.appKey and htq.appToken)");
  }

  private static byte[] bytes(ObjectNode fields) {
    try {
      return JSON.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can be written", e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
