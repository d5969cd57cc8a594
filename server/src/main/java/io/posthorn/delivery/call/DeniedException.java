package io.posthorn.delivery.call;

/** A host, or an address of it, may not be called. */
public final class DeniedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code sentence} names the host, its address and the network that denies it. */
  DeniedException(String sentence) {
    super(sentence);
  }
}
