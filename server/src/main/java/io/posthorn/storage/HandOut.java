package io.posthorn.storage;

/** Whether a queue could hand anything out. */
public enum HandOut {
  /** It could (there may still have been nothing). */
  OK,
  /** No such queue. */
  QUEUE_MISSING,
  /** It is paused. */
  PAUSED,
  /** It is of the other mode. */
  WRONG_MODE
}
