package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the runs of one task that is due every second, over all rounds: each slot runs once. A
 * slot that passed before the run before it was over is left out, so that of those missed while the
 * server was down the first runs.
 */
final class RunJudge {
  private static final long SECOND = 1000;

  /**
   * How long after an answer the server may settle it, which is what it reckons the next slot from:
   * long for a server that has just started, yet short of a second.
   */
  private static final long SETTLING_MILLIS = 700;

  private final String key;
  private final List<Kill> kills = new ArrayList<>();
  private @Nullable Call last;
  private long runs;
  private int again;

  RunJudge(String key) {
    this.key = key;
  }

  /** How many slots ran. */
  long runs() {
    return runs;
  }

  /** How many runs came again because they were in flight at a kill. */
  int again() {
    return again;
  }

  /** The server was killed. */
  void killed(Kill kill) {
    kills.add(kill);
  }

  /** Judges the calls since the last time, in order of their coming. */
  void judge(List<Call> calls, Violations violations) {
    for (Call call : calls) {
      Call before = last;
      if (before == null) {
        runs++;
      } else if (call.scheduledAt() == before.scheduledAt()) {
        checkAgain(before, call, violations);
      } else {
        runs++;
        checkNext(before, call, violations);
      }
      last = call;
    }
  }

  private void checkAgain(Call before, Call call, Violations violations) {
    if (!call.webhookId().equals(before.webhookId())) {
      violations.add(Kind.PHANTOM, "a run that came again by another id: " + call);
    }
    if (kills.stream().anyMatch(kill -> kill.excuses(before, call))) {
      again++;
    } else {
      violations.add(Kind.TWICE, "a run that was answered with " + before.end() + ": " + call);
    }
  }

  private void checkNext(Call before, Call call, Violations violations) {
    if (!call.messageId().equals(before.messageId())
        || call.webhookId().equals(before.webhookId())) {
      violations.add(Kind.PHANTOM, "another message, or a run by an old id: " + call);
    }
    if (!before.delivered()) {
      violations.add(Kind.LOST, "a run that was never delivered: " + before);
    }
    long step = call.scheduledAt() - before.scheduledAt();
    if (step < 0 || step % SECOND != 0) {
      violations.add(Kind.ORDER, key + ": a run " + step + " ms after the one before: " + call);
      return;
    }
    long over = before.end().wall() + SETTLING_MILLIS;
    for (long slot = before.scheduledAt() + SECOND; slot < call.scheduledAt(); slot += SECOND) {
      if (slot > over) {
        long late = slot - before.end().wall();
        violations.add(
            Kind.LOST, key + ": no run for a slot " + late + " ms after the run before: " + call);
        return;
      }
    }
  }
}
