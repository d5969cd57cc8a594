package io.posthorn.http;

/**
 * Ends the handling of a request that is not let in. Carries no stack trace: it is the client's
 * mistake, and may come fast.
 */
public final class DeniedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Denial denial;

  DeniedException(Denial denial) {
    super(denial.detail(), null, false, false);
    this.denial = denial;
  }

  /** Why. */
  public Denial denial() {
    return denial;
  }
}
