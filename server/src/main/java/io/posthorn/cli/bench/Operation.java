package io.posthorn.cli.bench;

import java.util.Locale;

/** What one request does; latencies are kept apart by it. */
public enum Operation {
  /** Stores one message. */
  PUT,
  /** Takes one message. */
  TAKE,
  /** Stores many messages. */
  BATCH,
  /** Leases messages. */
  RESERVE,
  /** Settles leases. */
  ACK,
  /** A message from the instant it was meant to be sent until a long poll had it. */
  HAND_OVER,
  /** Whatever the caller wrote. */
  REQUEST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
