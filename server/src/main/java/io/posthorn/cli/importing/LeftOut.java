package io.posthorn.cli.importing;

import java.io.PrintWriter;

/** Says what an import leaves out, and why; of many the first few. */
final class LeftOut {
  private static final int SHOWN = 10;
  private static final int LONGEST = 200;

  private final PrintWriter out;
  private long count;

  LeftOut(PrintWriter out) {
    this.out = out;
  }

  /** {@code what} of {@code queue} is left out. */
  void add(String queue, String what, String why) {
    if (count++ < SHOWN) {
      String shown = what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "...";
      out.println(queue + ": left out '" + shown.replaceAll("\\p{Cntrl}", "?") + "': " + why);
    }
  }

  /** How many these were. */
  long count() {
    return count;
  }

  /** Says how many there were beyond those that were shown. */
  void summarise() {
    if (count > SHOWN) {
      out.println("... and " + (count - SHOWN) + " others left out");
    }
  }
}
