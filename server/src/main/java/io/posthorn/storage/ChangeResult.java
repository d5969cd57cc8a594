package io.posthorn.storage;

/** What became of a change. */
public enum ChangeResult {
  /** Done. */
  CHANGED,
  /** No such message, or the queue is missing. A key finds unfinished messages only. */
  NOT_FOUND,
  /**
   * Its state does not allow it: REDRIVE wants DEAD; RUN_NOW and RESCHEDULE want READY or
   * SCHEDULED; AMEND those or LEASED.
   */
  WRONG_STATE,
  /** REDRIVE: its key is now held by an unfinished message. */
  KEY_CONFLICT,
  /** AMEND: it is not what was expected. */
  CONFLICT
}
