package io.posthorn;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import io.posthorn.storage.StorageEngine;
import java.util.List;

/**
 * Answers whether the server can do its work: 200 when storage reads and writes, else 503 and why.
 */
final class Readiness implements Protocol {
  private final StorageEngine engine;

  Readiness(StorageEngine engine) {
    this.engine = engine;
  }

  @Override
  public void handle(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      exchange.reply(
          new Reply(405, null, List.of("Allow", "GET, HEAD"), new byte[0], false, false)
              .refusing("method-not-allowed"));
      return;
    }
    StorageEngine.Health health = engine.check();
    boolean ready = health.reads() && health.writes();
    String json =
        "{\"ready\":%s,\"reads\":%s,\"writes\":%s,\"detail\":\"%s\"}\n"
            .formatted(ready, health.reads(), health.writes(), escape(health.detail()));
    exchange.reply(Reply.of(ready ? 200 : 503, "application/json", json.getBytes(UTF_8)));
  }

  /** A detail is plain text, but may quote a path. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c < ' ' ? ' ' : c);
      }
    }
    return escaped.toString();
  }
}
