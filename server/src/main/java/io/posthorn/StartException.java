package io.posthorn;

import org.jspecify.annotations.Nullable;

/** A server that can't start. The message is one sentence for whoever started it. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is in the way. */
  public enum Part {
    /** The data directory or what it holds. */
    DATA,
    /** The address to listen on. */
    LISTENER
  }

  private final Part part;

  /** {@code message} is all that the user gets to see. */
  public StartException(Part part, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.part = part;
  }

  /** What is in the way. */
  public Part part() {
    return part;
  }
}
