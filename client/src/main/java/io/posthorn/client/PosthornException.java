package io.posthorn.client;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that failed: refused by the server, or without an answer. {@link #code} tells which
 * programs should look at; the message is for people.
 */
public final class PosthornException extends RuntimeException {
  /** {@link #code} where there was no connection, or it broke before the answer was complete. */
  public static final String UNREACHABLE = "unreachable";

  /**
   * {@link #code} where the answer did not come in time; the server may have done what was asked.
   */
  public static final String TIMEOUT = "timeout";

  /** {@link #code} where the answer was not Posthorn's. */
  public static final String BAD_ANSWER = "bad-answer";

  /** {@link #code} where Redis refused a command of a {@link DelayerClient}. */
  public static final String REDIS = "redis";

  /** {@link #code} where the waiting thread was interrupted; it is so again. */
  public static final String INTERRUPTED = "interrupted";

  private static final long serialVersionUID = 1;

  /** Too many requests, no server behind a proxy, none available, none in the proxy's time. */
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private final String code;
  private final int status;
  private final @Nullable String field;
  private final int line;
  private final @Nullable Duration retryAfter;

  PosthornException(
      String code,
      String message,
      int status,
      @Nullable String field,
      int line,
      @Nullable Duration retryAfter) {
    super(message);
    this.code = code;
    this.status = status;
    this.field = field;
    this.line = line;
    this.retryAfter = retryAfter;
  }

  /** A request without an answer of the server. */
  static PosthornException unanswered(String code, String message, @Nullable Throwable cause) {
    var exception = new PosthornException(code, message, 0, null, 0, null);
    if (cause != null) {
      exception.initCause(cause);
    }
    return exception;
  }

  /**
   * The API's code, as in {@code queue-full}, or one of the constants here. {@code
   * docs/protocol-rest.md} lists the API's.
   */
  public String code() {
    return code;
  }

  /** The answer's HTTP status; 0 = there was no answer. */
  public int status() {
    return status;
  }

  /** The parameter, header or JSON field at fault; null = none, or not known. */
  public @Nullable String field() {
    return field;
  }

  /** The 1-based message of a batch that is at fault; 0 = none, or not known. */
  public int line() {
    return line;
  }

  /** How long the server asks to wait before the next try; null = it does not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Whether the same request may succeed later. Whether it is safe to repeat is another question:
   * after {@link #UNREACHABLE}, {@link #TIMEOUT} and a proxy's 502 or 504 the server may have done
   * it; an enqueue with an idempotency key is safe.
   */
  public boolean isTransient() {
    return PASSING.contains(status) || code.equals(UNREACHABLE) || code.equals(TIMEOUT);
  }
}
