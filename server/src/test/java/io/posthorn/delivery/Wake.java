package io.posthorn.delivery;

/** Lets tests of other packages tell a dispatcher that they have set its clock. */
public final class Wake {
  private Wake() {}

  /** Lets {@code dispatcher} look at the clock again. */
  public static void up(Dispatcher dispatcher) {
    dispatcher.wake();
  }
}
