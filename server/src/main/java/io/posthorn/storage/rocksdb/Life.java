package io.posthorn.storage.rocksdb;

import org.jspecify.annotations.Nullable;

/**
 * How old a message gets, on the timeline that it waits on.
 *
 * @param from its first {@code visibleAt}: where its age, and its life, count from
 * @param end WAITING: when its life ends; LEASED: what is left of it, ms; null = no end
 */
record Life(long from, @Nullable Long end) {
  /** On another timeline, {@code shift} ahead; {@code leased} = {@code end} is no instant. */
  Life shifted(long shift, boolean leased) {
    return new Life(from + shift, end == null || leased ? end : (Long) (end + shift));
  }

  Life until(@Nullable Long otherEnd) {
    return new Life(from, otherEnd);
  }
}
