package io.posthorn.access;

import java.util.Arrays;
import java.util.List;

/** A kind of thing to do, which some roles may. */
public enum Permission {
  /** Read: queues, messages with their bodies, topics, metrics. */
  SEE,
  /** Write messages and tasks. */
  PRODUCE,
  /** Withdraw a message. */
  CANCEL,
  /** Receive messages and settle them. */
  CONSUME,
  /** Act on queues and messages that exist: pause, purge, redrive, change. */
  OPERATE,
  /** Make, change and delete queues and topics. */
  CONFIGURE;

  /** The roles that have it, the least powerful first. */
  public List<Role> roles() {
    return Arrays.stream(Role.values()).filter(role -> role.permissions().contains(this)).toList();
  }
}
