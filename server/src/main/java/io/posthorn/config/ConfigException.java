package io.posthorn.config;

/**
 * A setting that can't be used. The message is one sentence for whoever set it, naming offending
 * and expected value.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code message} is all that the user gets to see. */
  public ConfigException(String message) {
    super(message);
  }

  /** With what caused it. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
