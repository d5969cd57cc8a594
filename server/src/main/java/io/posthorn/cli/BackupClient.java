package io.posthorn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.Backup.RunningServer;
import io.posthorn.backup.BackupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a running server for a copy of its store. */
final class BackupClient implements RunningServer {
  /** What is in memory is written to disk first, which a slow disk takes a while for. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final URI server;
  private final @Nullable String key;
  private final HttpClient client;

  /**
   * {@code key} is sent when it is not null.
   *
   * @param certificate the file with the server's certificate; null = as usual, one that an
   *     authority known to Java has signed for its name
   */
  BackupClient(URI server, @Nullable String key, @Nullable Path certificate) {
    this.server = server;
    this.key = key;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    if (certificate != null) {
      builder.sslContext(PinnedServer.context(certificate));
    }
    this.client = builder.build();
  }

  @Override
  public Path copy() {
    HttpResponse<String> answer = send("POST");
    if (answer.statusCode() != 201) {
      throw refused(answer);
    }
    return Path.of(json(answer).path("directory").asText());
  }

  @Override
  public void drop() {
    HttpResponse<String> answer = send("DELETE");
    if (answer.statusCode() != 204) {
      throw refused(answer);
    }
  }

  private HttpResponse<String> send(String method) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/v1/admin/backup"))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.noBody());
    if (key != null && !key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new BackupException(
          "the data directory is in use, but no server answers at "
              + server
              + " (expected: its address in --url): "
              + e,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackupException("interrupted", e);
    }
  }

  private BackupException refused(HttpResponse<String> answer) {
    String detail = json(answer).path("detail").asText("");
    return new BackupException(
        "the server at "
            + server
            + " answered "
            + answer.statusCode()
            + (detail.isEmpty()
                ? "; one that runs as httpsqs, htq or relay has to be stopped for a backup"
                : ": " + detail));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException e) {
      return new ObjectMapper().createObjectNode();
    }
  }
}
