package io.posthorn.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a callback is told: one JSON object. */
final class OutcomeJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private OutcomeJson() {}

  static byte[] write(
      QueueName queue, Delivery delivery, Verdict verdict, Outcome outcome, Instant finishedAt) {
    try (var bytes = new ByteArrayBuilder(512);
        JsonGenerator out = FACTORY.createGenerator(bytes)) {
      Message message = delivery.message();
      out.writeStartObject();
      out.writeStringField("id", message.id().toString());
      out.writeStringField("queue", queue.display());
      optional(out, "key", message.key());
      out.writeStringField("outcome", verdict.ending().label());
      optional(out, "reason", verdict.reason());
      out.writeNumberField("attempt", delivery.attempt());
      if (outcome.status() > 0) {
        out.writeNumberField("status", outcome.status());
      }
      out.writeStringField("scheduledAt", DeliveryCall.rfc3339(message.scheduledAt()));
      out.writeStringField("finishedAt", DeliveryCall.rfc3339(finishedAt));
      answer(out, outcome.answer());
      out.writeEndObject();
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("JSON could not be written to memory", e);
    }
  }

  private static void optional(JsonGenerator out, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  private static void answer(JsonGenerator out, Body answer) throws IOException {
    if (answer.size() == 0) {
      return;
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.bytes())).toString();
      out.writeStringField("answer", text);
    } catch (CharacterCodingException e) {
      out.writeFieldName("answerBase64");
      out.writeBinary(answer.bytes());
    }
  }
}
