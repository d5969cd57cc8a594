package io.posthorn.storage.rocksdb;

import io.posthorn.message.Run;
import org.jspecify.annotations.Nullable;

/**
 * What else was decided about a message on its way.
 *
 * @param run where it stands, if that is not the run for its first {@code visibleAt}
 * @param afterLease LEASED: where it waits when the lease ends, whatever its end asks for: wall
 *     clock, ms; null = nowhere else
 */
record Course(@Nullable Run run, @Nullable Long afterLease) {
  /** Nothing. */
  static final Course NONE = new Course(null, null);

  Course withRun(@Nullable Run other) {
    return new Course(other, afterLease);
  }

  Course withAfterLease(@Nullable Long other) {
    return new Course(run, other);
  }
}
