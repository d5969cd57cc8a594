package io.posthorn.storage.rocksdb;

import io.posthorn.message.Run;
import org.jspecify.annotations.Nullable;

/**
 * What else was decided about a message on its way.
 *
 * @param run where it stands, if that is not the run for its first {@code visibleAt}
 * @param afterLease LEASED: where it waits when the lease ends, whatever its end asks for: wall
 *     clock, ms; null = nowhere else
 * @param place its place in an ordered queue, ms; null = its first {@code visibleAt}
 */
record Course(@Nullable Run run, @Nullable Long afterLease, @Nullable Long place) {
  /** Nothing. */
  static final Course NONE = new Course(null, null, null);

  Course withRun(@Nullable Run other) {
    return new Course(other, afterLease, place);
  }

  Course withAfterLease(@Nullable Long other) {
    return new Course(run, other, place);
  }

  Course withPlace(long other) {
    return new Course(run, afterLease, other);
  }
}
