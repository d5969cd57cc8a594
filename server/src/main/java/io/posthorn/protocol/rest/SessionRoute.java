package io.posthorn.protocol.rest;

import io.posthorn.access.Identity;
import io.posthorn.access.NamePattern;
import io.posthorn.access.Permission;
import io.posthorn.access.Role;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import java.util.List;
import java.util.Locale;

/** {@code GET /v1/session}: who asks, and what they may. Keeps no session: there is none. */
final class SessionRoute {
  private final Guard guard;

  SessionRoute(Guard guard) {
    this.guard = guard;
  }

  void get(Exchange exchange) {
    Query.parse(exchange.query(), List.of());
    Identity identity = guard.identify(exchange);
    exchange.reply(
        Json.reply(
            200,
            out -> {
              out.writeStartObject();
              out.writeBooleanField("keys", guard.asksForKeys());
              if (guard.asksForKeys()) {
                out.writeStringField("id", identity.id());
              }
              out.writeArrayFieldStart("roles");
              for (Role role : identity.roles()) {
                out.writeString(role.text());
              }
              out.writeEndArray();
              out.writeArrayFieldStart("permissions");
              for (Permission permission : identity.permissions()) {
                out.writeString(permission.name().toLowerCase(Locale.ROOT));
              }
              out.writeEndArray();
              out.writeArrayFieldStart("queues");
              for (NamePattern pattern : identity.queues()) {
                out.writeString(pattern.toString());
              }
              out.writeEndArray();
              out.writeEndObject();
            }));
  }
}
