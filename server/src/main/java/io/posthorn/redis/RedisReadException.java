package io.posthorn.redis;

/** A Redis that could not be read; the message is a sentence that says why, for people. */
public final class RedisReadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RedisReadException(String message, Throwable cause) {
    super(message, cause);
  }
}
