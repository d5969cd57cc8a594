package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.broker.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request, as RFC 9457 tells it.
 *
 * @param code its place in the catalogue
 * @param detail one sentence about this very case
 * @param line 1-based line of an ndjson body; 0 = does not apply
 * @param field the parameter, header or JSON field at fault; null = none
 * @param allowed what would have been accepted; empty = can't be listed
 */
record Problem(
    ErrorCode code, String detail, int line, @Nullable String field, List<String> allowed) {
  /** An echo of what the client sent need not be longer, though a request may be. */
  private static final int MAX_TEXT = 500;

  Problem {
    detail = showable(detail);
    field = field == null ? null : showable(field);
  }

  /** A problem that no line, field or list describes. */
  static Problem of(ErrorCode code, String detail) {
    return new Problem(code, detail, 0, null, List.of());
  }

  /** The same problem, met on {@code line}. */
  Problem atLine(int number) {
    return new Problem(code, detail, number, field, allowed);
  }

  /** Cut to size, and with every half of a surrogate pair, which has no UTF-8 form, replaced. */
  private static String showable(String text) {
    String cut = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    return Utf8.isEncodable(cut) ? cut : new String(cut.getBytes(UTF_8), UTF_8);
  }
}
