package io.posthorn.protocol.rest;

import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * {@code GET /openapi.yaml}: the description by OpenAPI 3.1 of all that can be asked. It is kept in
 * parts, which follow one another; tests drive servers from it, by every role too, others check
 * answers against it. Inputs of the formats {@code queue-name} and {@code topic-name} are what a
 * key must be for, those of the format {@code password} may be one.
 */
public final class ApiDocument implements Protocol {
  private static final List<String> PARTS =
      List.of(
          "1-head",
          "2-messages",
          "3-browsing",
          "4-tasks",
          "5-queues",
          "6-topics",
          "7-server",
          "8-older",
          "9-components",
          "9-schemas");

  private final Reply reply = Reply.of(200, "application/yaml", bytes());

  /** The whole document. */
  public static byte[] bytes() {
    var whole = new ByteArrayOutputStream();
    for (String part : PARTS) {
      String file = "openapi/" + part + ".yaml";
      try (InputStream in = ApiDocument.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new FileNotFoundException(file + " beside " + ApiDocument.class.getName());
        }
        in.transferTo(whole);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return whole.toByteArray();
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.route("openapi");
    exchange.reply(
        exchange.method().equals("GET") || exchange.method().equals("HEAD")
            ? reply
            : new Reply(405, null, List.of("Allow", "GET, HEAD"), new byte[0], false, false)
                .refusing("method-not-allowed"));
  }
}
