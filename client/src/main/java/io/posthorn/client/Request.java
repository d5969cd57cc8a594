package io.posthorn.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request while it is put together. Belongs to one thread. */
final class Request {
  private final String method;
  private final StringBuilder target;
  private final List<String> headers = new ArrayList<>();
  private char separator = '?';
  private byte @Nullable [] body;
  private Duration patience = Duration.ZERO;
  private boolean repeatable;
  private @Nullable String tolerated;

  private Request(String method, String path) {
    this.method = method;
    this.target = new StringBuilder(path);
    this.repeatable = method.equals("GET") || method.equals("PUT");
  }

  static Request of(String method, String path) {
    return new Request(method, path);
  }

  static Request get(String path) {
    return new Request("GET", path);
  }

  static Request post(String path) {
    return new Request("POST", path);
  }

  /** The path below a queue. */
  static String queue(String name) {
    return "/v1/queues/" + Percent.encodeName(name);
  }

  /** Adds a parameter; none where {@code value} is null. */
  Request query(String name, @Nullable Object value) {
    return encoded(name, value == null ? null : Percent.encode(value.toString()));
  }

  /** Adds a parameter that is the name, or the beginning of names, of queues. */
  Request named(String name, @Nullable String queue) {
    return encoded(name, queue == null ? null : Percent.encodeName(queue));
  }

  /** Asks for the page after another; what the server gave is encoded already. */
  Request cursor(@Nullable String cursor) {
    return encoded("cursor", cursor);
  }

  private Request encoded(String name, @Nullable String value) {
    if (value != null) {
      target.append(separator).append(name).append('=').append(value);
      separator = '&';
    }
    return this;
  }

  /** Adds a header; none where {@code value} is null. */
  Request header(String name, @Nullable String value) {
    if (value != null) {
      headers.add(name);
      headers.add(value);
    }
    return this;
  }

  Request body(byte[] bytes) {
    body = bytes;
    return this;
  }

  Request json(Fields fields) {
    return header("Content-Type", "application/json").body(Json.bytes(fields));
  }

  /** One object a line. */
  Request ndjson(List<Fields> lines) {
    var text = new StringBuilder();
    for (Fields line : lines) {
      text.append(Json.text(line)).append('\n');
    }
    return header("Content-Type", "application/x-ndjson").body(Body.text(text.toString()).shared());
  }

  /** The answer may take as much longer as the server was asked to wait. */
  Request patience(@Nullable Duration wait) {
    patience = wait == null ? Duration.ZERO : wait;
    return this;
  }

  /** Doing it twice is as doing it once. */
  Request repeatable(boolean isSo) {
    repeatable = isSo;
    return this;
  }

  /** Another answer than success, by its code, that is no failure. */
  Request tolerating(String code) {
    tolerated = code;
    return this;
  }

  boolean tolerates(String code) {
    return code.equals(tolerated);
  }

  boolean isRepeatable() {
    return repeatable;
  }

  Duration patience() {
    return patience;
  }

  HttpRequest build(Options options) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(options.base() + target))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(new String[0]));
    }
    if (options.apiKey() != null) {
      request.header("Authorization", "Bearer " + options.apiKey());
    }
    return request.build();
  }

  /** Method and target, for people. */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
