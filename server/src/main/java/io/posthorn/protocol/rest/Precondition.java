package io.posthorn.protocol.rest;

import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What a request demands of the queue that it changes, by {@code If-Match} or {@code If-None-Match:
 * *}.
 *
 * @param existing the queue must be there
 * @param version and must have this version; 0 = any
 * @param absent the queue must not be there
 */
record Precondition(boolean existing, long version, boolean absent) {
  /** Reads the headers of {@code exchange}. */
  static Precondition of(Exchange exchange) {
    String match = exchange.header("If-Match");
    String noneMatch = exchange.header("If-None-Match");
    if (noneMatch != null && !noneMatch.strip().equals("*")) {
      throw ProblemException.badField(
          "If-None-Match", "If-None-Match: '" + noneMatch + "' (expected: *)");
    }
    return new Precondition(match != null, version(match), noneMatch != null);
  }

  /** Whether a queue must not be made by this request. */
  boolean wantsExisting() {
    return existing;
  }

  /** Refuses an existing queue of {@code actual} version that this does not admit. */
  void checkExisting(long actual) {
    if (absent) {
      throw ProblemException.of(
          ErrorCode.VERSION_CONFLICT, "The queue exists (If-None-Match: * expects none).");
    }
    if (version != 0 && version != actual) {
      throw ProblemException.of(
          ErrorCode.VERSION_CONFLICT,
          "The queue's version is " + actual + " (If-Match expects " + version + ").");
    }
  }

  private static long version(@Nullable String match) {
    if (match == null || match.strip().equals("*")) {
      return 0;
    }
    String tag = match.strip();
    String digits =
        tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"")
            ? tag.substring(1, tag.length() - 1)
            : "";
    if (digits.isEmpty()
        || digits.length() > 18
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw ProblemException.badField(
          "If-Match", "If-Match: '" + match + "' (expected: an ETag like \"1\", or *)");
    }
    return Long.parseLong(digits);
  }
}
