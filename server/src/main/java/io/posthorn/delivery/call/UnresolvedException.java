package io.posthorn.delivery.call;

/** A host has no address, or nobody who knows it answered. */
public final class UnresolvedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code sentence} names the host and says why. */
  UnresolvedException(String sentence) {
    super(sentence);
  }
}
