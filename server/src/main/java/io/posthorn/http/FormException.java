package io.posthorn.http;

/** A form that can't be read, with the status that says so. */
public final class FormException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  FormException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** 400: it is malformed; 413: it is too large. */
  public int status() {
    return status;
  }
}
