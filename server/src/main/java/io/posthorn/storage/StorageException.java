package io.posthorn.storage;

import org.jspecify.annotations.Nullable;

/** Storage could not do what it was asked; the message says what and where. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of failure. */
  public enum Kind {
    /** Not written; too little space is left. Reads go on. */
    FULL,
    /** Not written; too much work is waiting already. */
    OVERLOADED,
    /** Perhaps written: the change may or may not have happened. */
    OUTCOME_UNKNOWN,
    /** Written, but not on as many replicas as is asked for; a failover may undo it. */
    REPLICAS_MISSING,
    /** Stored bytes are damaged; the message names the file. */
    CORRUPT,
    /** Not open, or not any more. */
    CLOSED,
    /** Anything else; nothing was changed. */
    FAILED
  }

  private final Kind kind;

  /** A failure of {@code kind}; {@code message} is one sentence for an operator. */
  public StorageException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A failure of {@code kind} without another behind it. */
  public StorageException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }
}
