package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.posthorn.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The JSON library as native routes use it. */
final class Json {
  /** Bodies are bounded by the listener already, so a single string need not be bounded again. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(32)
                  .build())
          .build();

  /** For configuration; messages are read and written as streams. */
  static final ObjectMapper TREES =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** For values inside of a stream. */
  static final ObjectReader INNER =
      TREES.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** While it is made, JSON of much text takes about so many times the text. */
  static final int TIMES = 3;

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  private Json() {}

  /** The bytes that {@code writing} writes. */
  static byte[] write(Writing writing) {
    try (var bytes = new ByteArrayBuilder(512);
        JsonGenerator out = FACTORY.createGenerator(bytes)) {
      writing.to(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("JSON could not be written to memory", e);
    }
  }

  /** A reply of {@code status} with what {@code writing} writes. */
  static Reply reply(int status, Writing writing) {
    return new Reply(
        status, null, List.of(Answers.CONTENT_TYPE, Answers.JSON), write(writing), false, false);
  }
}
