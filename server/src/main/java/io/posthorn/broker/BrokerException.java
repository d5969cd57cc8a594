package io.posthorn.broker;

import org.jspecify.annotations.Nullable;

/**
 * A request that can't be served, with its place in the catalogue and a sentence about this very
 * case.
 */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable String field;
  private final int index;

  /** {@code message} names the offending and the expected value. */
  public BrokerException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** With what caused it. */
  public BrokerException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.field = null;
    this.index = -1;
  }

  private BrokerException(
      BrokerException other, ErrorCode code, @Nullable String field, int index) {
    super(other.getMessage(), other.getCause());
    this.code = code;
    this.field = field;
    this.index = index;
  }

  /** A value that can't be accepted; {@code message} begins with {@code field}, its path. */
  static BrokerException of(ErrorCode code, String field, String message) {
    return new BrokerException(new BrokerException(code, message), code, field, -1);
  }

  /** The same, in one of several messages. */
  BrokerException at(int message) {
    return new BrokerException(this, code, field, message);
  }

  /** Its place in the catalogue. */
  public ErrorCode code() {
    return code;
  }

  /** The path of the field at fault; null = none, or it is only told in the sentence. */
  public @Nullable String field() {
    return field;
  }

  /** Which of several messages is at fault, from 0; -1 = there is one, or it is not known. */
  public int index() {
    return index;
  }
}
