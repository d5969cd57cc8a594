package io.posthorn.protocol.rest;

import io.posthorn.message.NewMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the messages of a batch, one JSON object each. */
final class MessageReader {
  private static final List<String> FIELDS =
      List.of(
          "body",
          "bodyBase64",
          "contentType",
          "delay",
          "visibleAt",
          "ttl",
          "key",
          "idempotencyKey",
          "traceparent",
          "tracestate");

  private final Draft draft;

  /** Reads messages that are checked by {@code draft}. */
  MessageReader(Draft draft) {
    this.draft = draft;
  }

  /** Reads the object that was begun. */
  NewMessage message(JsonInput in) {
    int seen = 0;
    int i;
    while ((i = in.field(FIELDS, seen)) >= 0) {
      seen |= 1 << i;
      switch (i) {
        case 0 -> {
          String text = in.text("body");
          if (text != null) {
            body(text.getBytes(StandardCharsets.UTF_8));
          }
        }
        case 1 -> {
          byte[] bytes = in.base64("bodyBase64");
          if (bytes != null) {
            body(bytes);
          }
        }
        case 2 -> draft.contentType(in.text("contentType"));
        case 3 -> draft.delay(in.duration("delay"));
        case 4 -> draft.visibleAt(in.instant("visibleAt"));
        case 5 -> draft.ttl(in.duration("ttl"));
        case 6 -> draft.key(in.text("key"));
        case 7 -> draft.deduplicationId("idempotencyKey", in.text("idempotencyKey"));
        case 8 -> draft.traceparent(in.text("traceparent"));
        default -> draft.tracestate(in.text("tracestate"));
      }
    }
    if (draft.body() == null) {
      throw ProblemException.badField("body", "body: missing (expected: body or bodyBase64)");
    }
    return draft.build();
  }

  private void body(byte[] bytes) {
    if (draft.body() != null) {
      throw ProblemException.badField(
          "bodyBase64", "body and bodyBase64: both given (expected: one)");
    }
    draft.body(bytes);
  }
}
