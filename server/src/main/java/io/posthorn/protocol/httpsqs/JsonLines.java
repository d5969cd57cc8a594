package io.posthorn.protocol.httpsqs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, {@code {"pos":7,"data":"..."}}, or {@code "dataBase64"} for what is not
 * UTF-8.
 */
final class JsonLines {
  private static final JsonFactory JSON = new JsonFactory();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final long maxBytes;
  private int wanted;

  /** Takes up to {@code lines} lines, and none once there are {@code maxBytes}. */
  JsonLines(int lines, long maxBytes) {
    this.wanted = lines;
    this.maxBytes = maxBytes;
  }

  int wanted() {
    return wanted;
  }

  boolean isFull() {
    return wanted <= 0 || out.size() >= maxBytes;
  }

  void add(long pos, @Nullable Body body) {
    if (isFull() || body == null) {
      return;
    }
    wanted--;
    try (JsonGenerator json =
        JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeNumberField("pos", pos);
      String text = utf8(body.bytes());
      if (text != null) {
        json.writeStringField("data", text);
      } else {
        json.writeBinaryField("dataBase64", body.bytes());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.write('\n');
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
