package io.posthorn.delivery.call;

import java.util.Locale;

/** Why a call got no whole answer. */
public enum Failure {
  /** The host's name has no address, or nobody who knows it answered. */
  UNRESOLVED,
  /** The host, or an address of it, may not be called. */
  DENIED,
  /** No connection came to stand in time. */
  CONNECT,
  /** The TLS handshake failed. */
  TLS,
  /** No whole answer came in time. */
  TIMEOUT,
  /** The connection ended before the answer did. */
  RESET,
  /** What came is no HTTP, or beyond the limits of it. */
  PROTOCOL,
  /** Who asked for the call aborted it. */
  ABORTED,
  /** There was no room for the call: it was not begun. */
  OVERLOADED;

  /** How attempts and metrics name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
