package io.posthorn.cli.importing;

import io.posthorn.cli.importing.HttpsqsServer.Answer;
import io.posthorn.cli.importing.HttpsqsServer.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Takes one queue over from an HTTPSQS server: bodies, putpos, getpos and maxqueue, so that a
 * position which somebody noted means the same message. Only looks at the old server.
 */
final class QueueImport {
  /** Few enough that no server's buffers fill up with answers while it is still sent requests. */
  private static final int BATCH = 64;

  static final String PUT_OK = "HTTPSQS_PUT_OK";

  private final HttpsqsServer from;
  private final HttpsqsServer to;
  private final String name;
  private final String query;
  private final RingPosition old;
  private final RingPlan plan;

  /**
   * For the queue whose encoded name is {@code name}, as it is on the old server now.
   *
   * @throws ImportException when the new server has another queue of that name
   */
  QueueImport(HttpsqsServer from, HttpsqsServer to, String name) {
    this.from = from;
    this.to = to;
    this.name = name;
    this.query = "name=" + name;
    this.old = RingPosition.of(from, name);
    this.plan = RingPlan.of(old);
    plan.next(RingPosition.of(to, name));
  }

  /** Where the old queue stood when the import began. */
  RingPosition old() {
    return old;
  }

  /** How many puts and gets it takes. */
  long total() {
    return plan.total();
  }

  /** How many of them are done, by this import or one before. */
  long done() {
    return plan.done(now());
  }

  /** Does all that is left, and tells {@code progress} how much is done. */
  void run(LongConsumer progress) {
    RingPosition now = now();
    if (now.put() == 0 && now.max() != plan.max()) {
      Answer resized = to.call(Call.of(query + "&opt=maxqueue&num=" + plan.max()));
      expect("HTTPSQS_MAXQUEUE_OK", resized.text());
      now = now();
    }
    for (RingPlan.Step step = plan.next(now); step != RingPlan.Step.NONE; step = plan.next(now)) {
      int count = (int) Math.min(BATCH, plan.row(now));
      switch (step) {
        case FIRST_PUT -> put(now.put(), count);
        case SECOND_PUT -> put(now.isLapped() ? now.put() : 0, count);
        default -> get(count);
      }
      now = now();
      progress.accept(plan.done(now));
    }
  }

  /** Whether somebody put or got something on the old server meanwhile. */
  boolean hasOldMoved() {
    return !RingPosition.of(from, name).equals(old);
  }

  /** A put of {@code body}; to HTTPSQS an empty body is nothing, an empty parameter a message. */
  static Call put(String query, byte[] body) {
    return body.length == 0
        ? Call.of(query + "&opt=put&data=")
        : new Call(query + "&opt=put", body);
  }

  private RingPosition now() {
    return RingPosition.of(to, name);
  }

  private void put(long after, int count) {
    List<Call> views = new ArrayList<>(count);
    for (long position = after + 1; position <= after + count; position++) {
      views.add(Call.of(query + "&opt=view&pos=" + position));
    }
    List<Call> puts = new ArrayList<>(count);
    for (Answer viewed : from.call(views)) {
      puts.add(put(query, viewed.body()));
    }
    long expected = after;
    for (Answer put : to.call(puts)) {
      expected++;
      expect(PUT_OK, put.text());
      if (put.position() != expected) {
        throw new ImportException(
            to
                + " put a message at position "
                + put.position()
                + " (expected: "
                + expected
                + ", and nobody else to use the new queue)");
      }
    }
  }

  private void get(int count) {
    List<Call> gets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gets.add(Call.of(query + "&opt=get"));
    }
    for (Answer got : to.call(gets)) {
      if (got.position() == 0) {
        throw new ImportException(
            to + " had nothing to get (expected: nobody else to use the new queue)");
      }
    }
  }

  private void expect(String expected, String answered) {
    if (!answered.equals(expected)) {
      throw new ImportException(to + " answered '" + answered + "' (expected: " + expected + ")");
    }
  }
}
