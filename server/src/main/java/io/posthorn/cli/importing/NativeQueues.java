package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Posthorn's own API, over one connection: batches of messages. Belongs to one thread. */
final class NativeQueues implements Closeable {
  private static final int DEFAULT_PORT = 1218;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Codes that are about a message alone; after any other the rest would be refused, too. */
  private static final Set<String> OF_A_MESSAGE =
      Set.of(
          "bad-request",
          "limit-exceeded",
          "body-too-large",
          "key-conflict",
          "idempotency-mismatch",
          "bad-queue-name");

  private final HttpConnection connection;
  private final List<String> headers;

  /**
   * Why a batch was refused as a whole.
   *
   * @param message which of it is at fault, from 0
   */
  record Refusal(int message, String why) {}

  /**
   * Connects.
   *
   * @param key sent as a bearer token; null = none
   * @throws ImportException when that fails
   */
  NativeQueues(URI uri, @Nullable String key) {
    connection = new HttpConnection(uri, DEFAULT_PORT);
    headers = new ArrayList<>(List.of("Content-Type", "application/x-ndjson"));
    if (key != null) {
      headers.addAll(List.of("Authorization", "Bearer " + key));
    }
  }

  /**
   * Puts messages into a queue, all or none.
   *
   * @param queue its name, a char for each byte
   * @return why not; null = they are stored
   * @throws ImportException when others would be refused for the same reason
   */
  @Nullable Refusal enqueue(String queue, List<ObjectNode> messages) {
    String path =
        "/v1/queues/" + HttpsqsServer.encode(queue.getBytes(ISO_8859_1)) + "/messages/batch";
    byte[] request =
        connection.request("POST", path, lines(messages), headers.toArray(new String[0]));
    HttpConnection.Answer answer = connection.exchange(List.of(request)).get(0);
    if (answer.status() == 200 || answer.status() == 201) {
      return null;
    }
    JsonNode problem = problem(answer);
    int line = problem.path("line").asInt(messages.size() == 1 ? 1 : 0);
    if (line < 1
        || line > messages.size()
        || !OF_A_MESSAGE.contains(problem.path("code").asText())) {
      throw new ImportException(
          connection
              + " answered '"
              + answer.line()
              + "' for the queue '"
              + queue
              + "': "
              + problem.path("detail").asText("no reason given"));
    }
    return new Refusal(line - 1, problem.path("detail").asText());
  }

  private static JsonNode problem(HttpConnection.Answer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }

  private static byte[] lines(List<ObjectNode> messages) {
    try {
      var lines = new ByteArrayOutputStream();
      for (ObjectNode message : messages) {
        lines.writeBytes(JSON.writeValueAsBytes(message));
        lines.write('\n');
      }
      return lines.toByteArray();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can be written", e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
