package io.posthorn.backup;

import org.jspecify.annotations.Nullable;

/** A backup that can't be made or restored; the message is one sentence for an operator. */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** For the reason that {@code message} tells. */
  public BackupException(String message) {
    this(message, null);
  }

  /** With what caused it. */
  public BackupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
