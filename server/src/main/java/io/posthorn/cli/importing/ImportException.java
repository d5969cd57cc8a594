package io.posthorn.cli.importing;

/** An import that can't go on; the message says what is in the way, for people. */
final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ImportException(String message) {
    super(message);
  }

  ImportException(String message, Throwable cause) {
    super(message, cause);
  }
}
