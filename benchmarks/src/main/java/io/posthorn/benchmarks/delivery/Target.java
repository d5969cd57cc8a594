package io.posthorn.benchmarks.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * One of many receivers.
 *
 * @param kind how it behaves
 * @param url where it is
 */
record Target(Kind kind, String url) {
  /** Paths that begin so are answered late. */
  static final String SLOW_PATH = "/slow";

  private static final int PER_NETWORK = 250;

  /** How a target behaves. */
  enum Kind {
    HEALTHY,
    REFUSING,
    SLOW
  }

  /**
   * Makes targets, each on a loopback address of its own, the bad ones spread among the others and
   * refusing and slow in turn.
   *
   * @param bad share of bad ones, 0 to 1
   * @param port where the receiver listens
   * @param closed where nobody listens
   */
  static List<Target> make(int count, double bad, int port, int closed) {
    var targets = new ArrayList<Target>();
    int made = 0;
    for (int i = 0; i < count; i++) {
      String host = "http://127.1." + i / PER_NETWORK + "." + (1 + i % PER_NETWORK) + ":";
      if ((int) ((i + 1) * bad) == (int) (i * bad)) {
        targets.add(new Target(Kind.HEALTHY, host + port + "/hook"));
      } else if (made++ % 2 == 0) {
        targets.add(new Target(Kind.REFUSING, host + closed + "/hook"));
      } else {
        targets.add(new Target(Kind.SLOW, host + port + SLOW_PATH));
      }
    }
    return targets;
  }
}
