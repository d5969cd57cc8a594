package io.posthorn.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** A server from its jar, and its API as a client uses it. */
final class Posthorn implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server;
  private String key = "";

  Posthorn(Path folder, String... settings) {
    var config =
        new ConfigLoader()
            .assignment("data=" + folder)
            .assignment("storage.engine=memory")
            .assignment("listen.port=0");
    for (String setting : settings) {
      config = config.assignment(setting);
    }
    server = Server.start(config.load().config(), Server.Front.ALL);
  }

  String address() {
    return server.address();
  }

  /** Sends {@code key} with all that follows. */
  void useKey(String key) {
    this.key = key;
  }

  void put(String path, String body) {
    call("PUT", path, body);
  }

  void post(String path, String body) {
    call("POST", path, body);
  }

  private void call(String method, String path, String body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(address() + path))
              .method(method, BodyPublishers.ofString(body))
              .header("Content-Type", "application/json");
      if (!key.isEmpty()) {
        request.header("Authorization", "Bearer " + key);
      }
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
