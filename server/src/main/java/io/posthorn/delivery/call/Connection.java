package io.posthorn.delivery.call;

import java.net.InetAddress;

/** An open connection of a pool. Confined to its event loop. */
interface Connection {
  /** The checked address it leads to. */
  InetAddress address();

  /** Whether an exchange may begin on it now. */
  boolean usable();

  /** Whether it was unused for so long that it should be closed. */
  boolean expired();

  /** Whether it carries several exchanges at once. */
  boolean multiplexed();

  /** Exchanges on it. */
  int exchanges();

  /** Begins {@code exchange}; it is told when nothing was written. */
  void begin(Exchange exchange);

  /** Closes it; what is on it fails. */
  void close();
}
