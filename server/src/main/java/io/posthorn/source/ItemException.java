package io.posthorn.source;

/** An item that can't become a form; the message says why. */
final class ItemException extends Exception {
  private static final long serialVersionUID = 1;

  ItemException(String message) {
    super(message);
  }
}
