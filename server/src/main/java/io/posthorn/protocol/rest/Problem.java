package io.posthorn.protocol.rest;

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
record Problem(ErrorCode code, String detail, int line, @Nullable String field, List<String> allowed) {
  /** A problem that no line, field or list describes. */
  static Problem of(ErrorCode code, String detail) {
    return new Problem(code, detail, 0, null, List.of());
  }

  /** The same problem, met on {@code line}. */
  Problem atLine(int number) {
    return new Problem(code, detail, number, field, allowed);
  }
}
