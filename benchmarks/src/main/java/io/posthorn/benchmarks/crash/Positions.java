package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.HashMap;

/**
 * Judges HTTPSQS positions: those of a round are exactly {@code from + 1} to {@code to}, each one
 * message's.
 */
final class Positions {
  private Positions() {}

  /**
   * Adds what is wrong to the ledger's violations.
   *
   * @param from the put position before the round
   * @param to the put position after it
   */
  static void judge(Ledger ledger, Rules rules, long from, long to) {
    var owners = new HashMap<Long, String>();
    long unseen = 0;
    for (Entry entry : ledger.entries()) {
      if (entry.order == 0) {
        unseen += entry.fate == Entry.Fate.UNKNOWN ? 1 : 0;
        continue;
      }
      long knownAt = entry.isStored() ? entry.storedAt : entry.handed.get(0).at();
      if (entry.order > to && rules.forgettable(knownAt)) {
        continue;
      }
      String other = owners.put(entry.order, entry.id);
      if (other != null) {
        ledger
            .violations()
            .add(Kind.ORDER, "Pos " + entry.order + " was given to " + other + " and " + entry.id);
      }
      if (entry.order <= from || entry.order > to) {
        ledger
            .violations()
            .add(
                Kind.ORDER,
                "Pos "
                    + entry.order
                    + " of "
                    + entry.id
                    + " is not within "
                    + (from + 1)
                    + ".."
                    + to);
      }
    }
    long given = to - from;
    if (given < owners.size() || given > owners.size() + unseen) {
      ledger
          .violations()
          .add(
              Kind.ORDER,
              given
                  + " positions were given for "
                  + owners.size()
                  + " messages ("
                  + unseen
                  + " without an answer)");
    }
  }
}
