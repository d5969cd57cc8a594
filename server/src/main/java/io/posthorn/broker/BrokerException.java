package io.posthorn.broker;

import org.jspecify.annotations.Nullable;

/**
 * A request that can't be served, with its place in the catalogue and a sentence about this very
 * case.
 */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  /** {@code message} names the offending and the expected value. */
  public BrokerException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** With what caused it. */
  public BrokerException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Its place in the catalogue. */
  public ErrorCode code() {
    return code;
  }
}
