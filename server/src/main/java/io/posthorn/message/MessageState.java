package io.posthorn.message;

/** Where a message stands. The diagram is in {@code docs/architecture.md}. */
public enum MessageState {
  /** Waits for its {@code visibleAt}. */
  SCHEDULED,
  /** May be handed out. */
  READY,
  /** Handed out under a lease. */
  LEASED,
  /** Done, kept for reading while the queue retains it. */
  CONSUMED,
  /** Out of attempts or time, or given up by its consumer; kept until redriven or too old. */
  DEAD
}
