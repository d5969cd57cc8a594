package io.posthorn.cli.sink;

/**
 * How often each message id has come, up to a bound of distinct ids.
 *
 * <p>An id is kept as its 64-bit hash in an open-addressing table that doubles at a load of 0.6, so
 * that ten million ids take 128 MiB, or 192 MiB when they are counted too. Two of ten million ids
 * share a hash with a probability of 3 in a million. For one thread at a time.
 */
final class SeenIds {
  /** What {@link #see} answers about an id that there is no room for. */
  static final int NO_ROOM = -1;

  private static final double LOAD = 0.6;
  private static final int FIRST_SLOTS = 1 << 10;

  private final int bound;
  private final boolean counting;
  private long[] hashes = new long[FIRST_SLOTS];
  private int[] counts;
  private int size;

  /**
   * @param bound most distinct ids
   * @param counting whether {@link #see} tells how often an id came, or only whether it did
   */
  SeenIds(int bound, boolean counting) {
    this.bound = bound;
    this.counting = counting;
    this.counts = new int[counting ? FIRST_SLOTS : 0];
  }

  /**
   * Notes that {@code id} came; answers how often it had come before (when not counting: 0 or 1),
   * or {@link #NO_ROOM} when it is a further id beyond the bound.
   */
  int see(CharSequence id) {
    long hash = hash(id);
    int slot = slot(hashes, hash);
    if (hashes[slot] != 0) {
      return counting ? counts[slot]++ : 1;
    }
    if (size == bound) {
      return NO_ROOM;
    }
    if (size + 1 > hashes.length * LOAD) {
      grow();
      slot = slot(hashes, hash);
    }
    hashes[slot] = hash;
    if (counting) {
      counts[slot] = 1;
    }
    size++;
    return 0;
  }

  /** Distinct ids noted. */
  int size() {
    return size;
  }

  /** The slot of {@code hash}, or the free one where it belongs. */
  private static int slot(long[] hashes, long hash) {
    int mask = hashes.length - 1;
    int slot = (int) hash & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldCounts = counts;
    long[] more = new long[oldHashes.length * 2];
    int[] moreCounts = counting ? new int[more.length] : oldCounts;
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        int slot = slot(more, oldHashes[i]);
        more[slot] = oldHashes[i];
        if (counting) {
          moreCounts[slot] = oldCounts[i];
        }
      }
    }
    hashes = more;
    counts = moreCounts;
  }

  /** FNV-1a, finished as in SplitMix64 (Steele, Lea, Flood, 2014); never 0, the free slot. */
  private static long hash(CharSequence id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
