package io.posthorn.protocol.rest;

import io.posthorn.http.Exchange;
import java.util.List;

/** What {@code posthorn backup} asks a running server for. */
final class BackupRoutes {
  private final StoreCopies copies;

  BackupRoutes(StoreCopies copies) {
    this.copies = copies;
  }

  /** {@code POST /v1/admin/backup}: makes a copy beside the store. */
  void make(Exchange exchange) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(
        exchange,
        copies.make(),
        directory ->
            Json.reply(
                201,
                out -> {
                  out.writeStartObject();
                  out.writeStringField("directory", directory.toString());
                  out.writeEndObject();
                }));
  }

  /** {@code DELETE /v1/admin/backup}: removes it. */
  void drop(Exchange exchange) {
    Query.parse(exchange.query(), List.of());
    Answers.reply(exchange, copies.drop(), nothing -> Answers.noContent());
  }
}
