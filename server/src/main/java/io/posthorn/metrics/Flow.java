package io.posthorn.metrics;

/**
 * What went through, since some start.
 *
 * @param enqueued messages stored
 * @param consumed messages taken or acked
 * @param dead messages that went DEAD
 */
public record Flow(long enqueued, long consumed, long dead) {
  /** What came since {@code earlier}. */
  public Flow since(Flow earlier) {
    return new Flow(enqueued - earlier.enqueued, consumed - earlier.consumed, dead - earlier.dead);
  }
}
