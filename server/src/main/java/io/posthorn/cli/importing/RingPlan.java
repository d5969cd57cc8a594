package io.posthorn.cli.importing;

/**
 * What a new queue has to go through to stand where an old one does: puts and gets in this order,
 * by the rules of the ring alone. A queue that is in the middle of it shows by its own positions
 * how far it is; so an import that was cut off needs no notes to go on.
 *
 * @param max its positions
 * @param firstPuts positions put in the first lap
 * @param gets positions got
 * @param secondPuts positions put in the second lap; 0 = there is none
 */
record RingPlan(long max, long firstPuts, long gets, long secondPuts) {
  /** What comes next. */
  enum Step {
    /** A put of the first lap. */
    FIRST_PUT,
    /** A get. */
    GET,
    /** A put of the second lap. */
    SECOND_PUT,
    /** Nothing: it stands there. */
    NONE
  }

  /**
   * The plan for an old queue. Where put has begun another lap, the whole lap before is put first;
   * what it overwrote is filled with its successors.
   */
  static RingPlan of(RingPosition old) {
    return old.isLapped()
        ? new RingPlan(old.max(), old.max(), old.get(), old.put())
        : new RingPlan(old.max(), old.put(), old.get(), 0);
  }

  /** How many puts and gets that are. */
  long total() {
    return firstPuts + gets + secondPuts;
  }

  /** How many of them a queue that stands at {@code now} has behind it. */
  long done(RingPosition now) {
    return now.isLapped() ? firstPuts + gets + now.put() : now.put() + now.get();
  }

  /** How many of the next step come in a row. */
  long row(RingPosition now) {
    return switch (next(now)) {
      case FIRST_PUT -> firstPuts - now.put();
      case GET -> gets - now.get();
      case SECOND_PUT -> secondPuts - (now.isLapped() ? now.put() : 0);
      case NONE -> 0;
    };
  }

  /**
   * What a queue that stands at {@code now} needs next.
   *
   * @throws ImportException when it is on no way that leads there
   */
  Step next(RingPosition now) {
    boolean first = !now.isLapped() && now.put() <= firstPuts && now.get() <= gets;
    boolean second = now.isLapped() && now.get() == gets && now.put() <= secondPuts;
    boolean moved = now.put() > 0 || now.get() > 0;
    if (!first && !second || moved && now.max() != max) {
      throw new ImportException(
          "the new queue is at "
              + now
              + " (expected: a queue that does not exist yet, or one that such an import began)");
    }
    if (first && now.put() < firstPuts) {
      return Step.FIRST_PUT;
    }
    if (first && now.get() < gets) {
      return Step.GET;
    }
    boolean ended = second ? now.put() == secondPuts : secondPuts == 0;
    return ended ? Step.NONE : Step.SECOND_PUT;
  }
}
