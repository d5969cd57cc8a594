package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import io.posthorn.storage.EngineClock;
import org.jspecify.annotations.Nullable;

/** What a command works on: one open database and what the writer thread knows of it. */
final class Core implements AutoCloseable {
  final RocksDb db;
  final Batch batch;
  final StateCache states;
  final EngineClock clock;
  final RocksOptions options;
  final Bounds bounds;
  final Lifecycle lifecycle;
  final Lookup lookup;
  final Trimmer trimmer;
  final Tally tally = new Tally();

  Core(RocksDb db, RocksOptions options, Bounds bounds, EngineClock clock) {
    this.db = db;
    this.options = options;
    this.bounds = bounds;
    this.clock = clock;
    this.batch = new Batch(db);
    this.states = new StateCache(db, batch, options.memory(), bounds);
    this.lookup = new Lookup(this);
    this.lifecycle = new Lifecycle(this);
    this.trimmer = new Trimmer(this);
  }

  long now() {
    return clock.elapsedNow();
  }

  long now(Lane lane) {
    return lane.onWall() ? clock.wallNow() : clock.elapsedNow();
  }

  /** An instant of {@code lane}, on the elapsed timeline. */
  long onElapsed(Lane lane, long instant) {
    return lane.onWall() ? instant - clock.wallNow() + clock.elapsedNow() : instant;
  }

  boolean flushed(QueueState state) {
    Durability own = state.info.config().durability();
    return (own == null ? options.durability() : own) == Durability.FLUSHED;
  }

  /** Scans after writing what is under way. */
  void scan(Column column, byte[] from, byte[] to, RocksDb.Visitor visitor) {
    batch.write();
    db.scan(column, from, to, false, null, visitor);
  }

  byte @Nullable [] get(Column column, byte[] key) {
    return batch.get(column, key);
  }

  /**
   * The same database, with nothing remembered of changes that failed. This one must not be used
   * any more.
   */
  Core forgetful() {
    batch.close();
    return new Core(db, options, bounds, clock);
  }

  @Override
  public void close() {
    batch.close();
    db.close();
  }
}
