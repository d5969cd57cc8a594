package io.posthorn;

import io.posthorn.access.KeyText;
import io.posthorn.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A whole server in this process, over the engine in memory, and keys for it. */
public final class ServerFixture implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Server server;

  private ServerFixture(Server server) {
    this.server = server;
  }

  /** A key and its line for the configuration. */
  public record Made(String text, String line) {
    /** Makes one. */
    public static Made key(String id, String roles, String queues) {
      String text = KeyText.create(id, new SecureRandom());
      return new Made(text, id + " " + roles + " " + queues + " " + KeyText.hash(text));
    }
  }

  /** Starts one with the settings given, {@code name=text} each. */
  public static ServerFixture start(Path data, List<Made> keys, String... settings) {
    return start(data, keys, Server.Front.ALL, settings);
  }

  /** Starts one that serves {@code front}. */
  public static ServerFixture start(
      Path data, List<Made> keys, Server.Front front, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("data=" + data, "listen.port=0", "storage.engine=memory", "http.eventLoops=2"));
    if (!keys.isEmpty()) {
      all.add("access.keys=" + String.join(";", keys.stream().map(Made::line).toList()));
    }
    all.addAll(List.of(settings));
    ConfigLoader loader = new ConfigLoader();
    all.forEach(loader::assignment);
    return new ServerFixture(Server.start(loader.load().config(), front));
  }

  /** Where it listens. */
  public URI address() {
    return URI.create(server.address());
  }

  /** The port. */
  public int port() {
    return address().getPort();
  }

  /** Sends a request with {@code key}, unless null, as Bearer. */
  public HttpResponse<String> send(String key, String method, String target, String body) {
    return send(key == null ? null : "Bearer " + key, method, target, body, new String[0]);
  }

  /** Sends a request with an Authorization header, unless null, and others. */
  public HttpResponse<String> send(
      String authorization, String method, String target, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(server.address() + target))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
