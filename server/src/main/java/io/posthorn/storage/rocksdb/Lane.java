package io.posthorn.storage.rocksdb;

import java.util.List;

/** What an entry of the time index is about, and which timeline its instant is on. */
enum Lane {
  /** A message waits (or, written by an older server, its lease ends): elapsed timeline. */
  ELAPSED(1),
  /** A message waits for an absolute instant: wall clock. */
  WALL(2),
  /** A message's life ends: elapsed timeline. */
  EXPIRY(3),
  /** A message's life ends: wall clock. */
  EXPIRY_WALL(4),
  /** A message died then: elapsed timeline. */
  DEAD(5),
  /**
   * A message was consumed then, where its queue limits how long it stays readable: elapsed
   * timeline.
   */
  CONSUMED(6),
  /** A message's lease ends: elapsed timeline. */
  LEASE(7),
  /** A message of an ordered queue, apart from its place, waits: elapsed timeline. */
  PAUSE(8),
  /**
   * The place that a leased or paused message of an ordered queue keeps. No timeline: places
   * compare as numbers.
   */
  PLACE(9);

  /** Where messages wait, or are leased. */
  static final List<Lane> WAITING = List.of(ELAPSED, WALL, LEASE, PAUSE);

  /** The same of a queue that was never ordered. */
  static final List<Lane> UNPLACED = List.of(ELAPSED, WALL, LEASE);

  private final byte code;

  Lane(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  boolean onWall() {
    return this == WALL || this == EXPIRY_WALL;
  }

  /** Where the ends of life of messages that wait in this lane are. */
  Lane expiry() {
    return this == WALL ? EXPIRY_WALL : EXPIRY;
  }

  static Lane of(int code) {
    return values()[code - 1];
  }
}
