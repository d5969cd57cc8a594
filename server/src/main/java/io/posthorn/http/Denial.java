package io.posthorn.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a request is not let in, as RFC 9457 tells it.
 *
 * @param kind which of the reasons there are
 * @param detail one sentence about this very case
 * @param retryAfter seconds after which another try makes sense; 0 = none will
 */
public record Denial(Kind kind, String detail, int retryAfter) {
  /** The reasons there are. */
  public enum Kind {
    /** No key, or a wrong one. */
    UNAUTHENTICATED(
        "unauthenticated", 401, "The request needs a key, as Authorization: Bearer KEY."),
    /** A key that is for something else. */
    FORBIDDEN("forbidden", 403, "The key is not for this."),
    /** A web page of another site asks. */
    CROSS_SITE("cross-site", 403, "Web pages of other sites may not use a server without keys."),
    /** Wrong keys came too fast. */
    TOO_MANY_FAILURES("too-many-failures", 429, "Too many wrong keys came from this address.");

    private final String code;
    private final int status;
    private final String sentence;

    Kind(String code, int status, String sentence) {
      this.code = code;
      this.status = status;
      this.sentence = sentence;
    }

    /** The stable name that answers carry. */
    public String code() {
      return code;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** What it means, whatever the case. */
    public String sentence() {
      return sentence;
    }
  }

  /**
   * The problem document. Only Bearer is asked for, though Basic is understood: a browser that was
   * asked for Basic would keep the key and send it along with what other sites make it request.
   */
  public Reply reply() {
    List<String> headers = new ArrayList<>(List.of("Content-Type", "application/problem+json"));
    if (kind == Kind.UNAUTHENTICATED) {
      headers.addAll(List.of("WWW-Authenticate", "Bearer realm=\"posthorn\""));
    }
    if (retryAfter > 0) {
      headers.addAll(List.of("Retry-After", Integer.toString(retryAfter)));
    }
    String body =
        "{\"type\":\"urn:posthorn:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"}"
            .formatted(kind.code, kind.sentence, kind.status, quoted(detail), kind.code);
    return new Reply(
        kind.status,
        null,
        List.copyOf(headers),
        body.getBytes(UTF_8),
        false,
        kind == Kind.TOO_MANY_FAILURES,
        kind.code);
  }

  private static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
