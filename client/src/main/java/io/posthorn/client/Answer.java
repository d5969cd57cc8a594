package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server said.
 *
 * @param retryAfter the header of that name; null = none
 */
record Answer(int status, Body body, @Nullable String retryAfter) {
  private static final int MAX_SHOWN = 200;

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The object that the body is; without fields where there is no body. */
  Fields json() {
    return body.size() == 0 ? Fields.NONE : Fields.parse(body.text());
  }

  /** The problem document (RFC 9457) that the body is, or what else it is. */
  PosthornException problem() {
    try {
      Fields problem = json();
      String detail = problem.textOrNull("detail");
      return new PosthornException(
          problem.text("code"),
          detail == null ? "status " + status : detail,
          status,
          problem.textOrNull("field"),
          (int) problem.number("line", 0),
          pause());
    } catch (IllegalArgumentException e) {
      // A proxy's, perhaps.
      return new PosthornException(
          PosthornException.BAD_ANSWER,
          "status " + status + ": " + shown(),
          status,
          null,
          0,
          pause());
    }
  }

  /** Seconds; a date, which Posthorn does not send, is passed over. */
  private @Nullable Duration pause() {
    try {
      return retryAfter == null ? null : Duration.ofSeconds(Integer.parseUnsignedInt(retryAfter));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private String shown() {
    byte[] bytes = body.shared();
    String text = new String(bytes, 0, Math.min(bytes.length, MAX_SHOWN), UTF_8).strip();
    return text.isEmpty() ? "no body" : text;
  }
}
