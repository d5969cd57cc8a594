package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.NewMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Reads an ndjson batch in one pass over its bytes: one JSON object, one message, a line. Blank
 * lines are skipped.
 */
final class BatchReader {
  private final Function<JsonInput, NewMessage> reader;
  private final int limit;

  /** Reads at most {@code limit} messages, the fields of each by {@code reader}. */
  BatchReader(Function<JsonInput, NewMessage> reader, int limit) {
    this.reader = reader;
    this.limit = limit;
  }

  /** Messages and the 1-based line that each stood on. */
  record Batch(List<NewMessage> messages, int[] lines) {}

  /** Reads the whole of {@code body}; what is wrong with it names the line. */
  Batch read(byte[] body) {
    List<NewMessage> messages = new ArrayList<>();
    int[] lines = new int[16];
    try (var in = new JsonInput(body)) {
      int last = 0;
      JsonToken token;
      while ((token = in.next()) != null) {
        int line = in.tokenLine();
        if (token != JsonToken.START_OBJECT) {
          throw malformed(line, "no JSON object (expected: one a line)");
        }
        if (line == last) {
          throw malformed(line, "more than one JSON object (expected: one a line)");
        }
        if (messages.size() == limit) {
          throw new ProblemException(
              ProblemException.beyondLimit(
                      "messages",
                      "more than " + limit + " messages (expected: 1 to " + limit + " a request)")
                  .problem()
                  .atLine(line));
        }
        if (messages.size() == lines.length) {
          lines = Arrays.copyOf(lines, lines.length * 2);
        }
        lines[messages.size()] = line;
        messages.add(message(in, line));
        last = line;
      }
    }
    if (messages.isEmpty()) {
      throw ProblemException.badField("messages", "messages: none (expected: 1 to " + limit + ")");
    }
    return new Batch(messages, lines);
  }

  /**
   * Whatever is wrong in an object is told of the line on which it began, which is where it must
   * end, too.
   */
  private NewMessage message(JsonInput in, int line) {
    try {
      NewMessage message = reader.apply(in);
      if (in.line() != line) {
        throw malformed(line, "the JSON object does not end on its line");
      }
      return message;
    } catch (ProblemException e) {
      throw new ProblemException(e.problem().atLine(line));
    }
  }

  private static ProblemException malformed(int line, String detail) {
    return new ProblemException(
        new Problem(ErrorCode.MALFORMED_JSON, detail, line, null, List.of()));
  }
}
