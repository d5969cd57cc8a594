package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body read as a stream of JSON tokens. Its errors name the field at fault, and the place where
 * JSON ends being any.
 */
final class JsonInput implements AutoCloseable {
  private final JsonParser parser;
  private final byte[] body;

  JsonInput(byte[] body) {
    this.body = body;
    try {
      parser = Json.FACTORY.createParser(body);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** The next token; null at the end. */
  @Nullable JsonToken next() {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Line of the token read last. */
  int tokenLine() {
    return parser.currentTokenLocation().getLineNr();
  }

  /** Line that reading has come to. */
  int line() {
    return parser.currentLocation().getLineNr();
  }

  /** The name of the field that the last token was. */
  String name() {
    try {
      return parser.currentName();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Steps on to a token that must be {@code expected}. */
  void expect(JsonToken expected, String what) {
    if (next() != expected) {
      throw ProblemException.of(
          ErrorCode.MALFORMED_JSON, "the body is no " + what + " (expected: one)");
    }
  }

  /** Makes sure that nothing follows. */
  void expectEnd() {
    if (next() != null) {
      throw ProblemException.of(
          ErrorCode.MALFORMED_JSON, "something follows the JSON value (expected: nothing)");
    }
  }

  /**
   * Steps on to the next field of the object being read and answers its place in {@code known}, or
   * -1 at the object's end.
   *
   * @param seen bits of the fields seen already: a second one is refused
   */
  int field(List<String> known, int seen) {
    if (next() != JsonToken.FIELD_NAME) {
      return -1;
    }
    String name = name();
    int i = known.indexOf(name);
    if (i < 0) {
      throw ProblemException.unknownField(name, known);
    }
    if ((seen & 1 << i) != 0) {
      throw ProblemException.badField(name, name + ": given twice (expected: once)");
    }
    next();
    return i;
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  boolean is(JsonToken token) {
    return parser.currentToken() == token;
  }

  /** The string that the last token was; null for null. */
  @Nullable String text(String field) {
    if (isNull()) {
      return null;
    }
    if (!is(JsonToken.VALUE_STRING)) {
      throw wrongType(field, "a string");
    }
    try {
      String text = parser.getText();
      if (!Utf8.isEncodable(text)) {
        throw ProblemException.badField(
            field, field + ": half of a surrogate pair (expected: Unicode text)");
      }
      return text;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** The bytes that the last token, a base64 string, stands for; null for null. */
  byte @Nullable [] base64(String field) {
    if (isNull()) {
      return null;
    }
    if (!is(JsonToken.VALUE_STRING)) {
      throw wrongType(field, "a base64 string");
    }
    try {
      return parser.getBinaryValue();
    } catch (JsonProcessingException e) {
      throw ProblemException.badField(
          field, field + ": not base64 (expected: base64 with padding)");
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** The value that the last token begins, as a tree. */
  JsonNode tree() {
    try {
      return Json.INNER.readTree(parser);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** The bytes of the value that the last token begins, as they were sent. */
  byte[] raw(String field) {
    try {
      long from = parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      parser.finishToken();
      long to = parser.currentLocation().getByteOffset();
      if (from < 0 || to > body.length) {
        throw ProblemException.badField(field, field + ": no UTF-8 (expected: JSON in UTF-8)");
      }
      return Arrays.copyOfRange(body, (int) from, (int) to);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Nullable Duration duration(String field) {
    if (isNull()) {
      return null;
    }
    if (!is(JsonToken.VALUE_STRING) && !is(JsonToken.VALUE_NUMBER_INT)) {
      throw wrongType(field, "a duration like \"30s\", or a whole number of seconds");
    }
    try {
      return Durations.parse(parser.getText());
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(field, field + ": " + e.getMessage());
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  @Nullable Instant instant(String field) {
    String text = text(field);
    return text == null ? null : Rfc3339.parse(field, text);
  }

  /** The whole number that the last token was, from {@code least} to {@code most}. */
  long number(String field, long least, long most) {
    if (!is(JsonToken.VALUE_NUMBER_INT)) {
      throw wrongType(field, "a whole number");
    }
    try {
      String text = parser.getText();
      boolean fits = text.length() <= 18;
      long value =
          fits ? Long.parseLong(text) : text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
      String detail = field + ": " + text + " (expected: " + least + " to " + most + ")";
      if (value < least) {
        throw ProblemException.badField(field, detail);
      }
      if (value > most) {
        throw ProblemException.beyondLimit(field, detail);
      }
      return value;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  ProblemException wrongType(String field, String expected) {
    String found =
        switch (parser.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "a string";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          default -> "nothing";
        };
    return ProblemException.badField(field, field + ": " + found + " (expected: " + expected + ")");
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** What the JSON library has to say, with the line where it stopped. */
  static ProblemException malformed(IOException e) {
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      String detail =
          json.getOriginalMessage() + " (at byte column " + json.getLocation().getColumnNr() + ")";
      int line = json.getLocation().getLineNr();
      return new ProblemException(
          new Problem(ErrorCode.MALFORMED_JSON, detail, line, null, List.of()));
    }
    return ProblemException.of(ErrorCode.MALFORMED_JSON, String.valueOf(e.getMessage()));
  }
}
