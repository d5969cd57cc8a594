package io.posthorn.delivery;

import io.posthorn.message.QueueName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A queue that has, or may have, something to deliver. Belongs to the loop, but for {@link #hint}.
 */
final class PushQueue {
  private static final long RETIRED = Long.MIN_VALUE;

  /** Messages reserved at once from a queue that nothing is known of. */
  private static final int FIRST_WINDOW = 32;

  private static final int LEAST_WINDOW = 16;
  private static final int LARGEST_WINDOW = 1 << 16;

  final QueueName name;

  /** How it delivers; null = not known yet. */
  @Nullable Route route;

  /** Messages reserved whose end is not settled yet, or not sent to be. */
  int leased;

  /** Most messages it may have reserved; grows while its calls begin at once. */
  int window = FIRST_WINDOW;

  /** Whether it is in line for its next turn. */
  boolean inLine;

  /** Whether a reserve is under way. */
  boolean asking;

  /** Settles under way. */
  int settling;

  /** What goes with the next settle. */
  List<Settling.Item> pending = new ArrayList<>();

  /** Rings when something is due. */
  Timers.@Nullable Alarm alarm;

  /** Where its messages went lately, if all to one target; counts them. */
  @Nullable Target uniform;

  int uniformRun;

  /** Bytes of the largest message seen. */
  long largest;

  /** Pause after a failure of storage; 0 = the last verb succeeded. */
  long backoffMillis;

  /** Whether it is asked again when no settle is under way. */
  private boolean askAfterSettle;

  /** Whether its settles wait for such a pause. */
  boolean settleLater;

  /** It is not asked before then, whatever is due. */
  long notBefore;

  /** Its calls that are under way. */
  int calls;

  /** Of those, the ones to each host. */
  private final Map<Host, Integer> callsTo = new HashMap<>(4);

  /** Whether the last reserve brought all that was asked for. */
  boolean lastFull;

  /** Until then it is not asked again while it only gives messages back. */
  long pacedUntil;

  /** The earliest hint that the loop has not heard; any thread. */
  private final AtomicLong hinted = new AtomicLong(Timers.NEVER);

  /** When it is asked next; written by the loop. */
  private volatile long due = Timers.NEVER;

  PushQueue(QueueName name) {
    this.name = name;
  }

  /** What a hint brought about. */
  enum Hint {
    /** The loop is to hear it. */
    NEWS,
    /** The loop knows, or will. */
    KNOWN,
    /** This queue was given up; another one has to be made. */
    RETIRED
  }

  /** Something may be handed out from {@code at} on; from any thread. */
  Hint hint(long at) {
    while (true) {
      long seen = hinted.get();
      if (seen == RETIRED) {
        return Hint.RETIRED;
      }
      if (at >= seen || at >= due) {
        return Hint.KNOWN;
      }
      if (hinted.compareAndSet(seen, at)) {
        return seen == Timers.NEVER ? Hint.NEWS : Hint.KNOWN;
      }
    }
  }

  /** Takes hints in; answers when it is due. */
  long hear() {
    long heard = hinted.getAndSet(Timers.NEVER);
    if (heard < due) {
      due = heard;
    }
    return due;
  }

  /** From now on only hints, and {@link #dueAt}, make it due. */
  void asked() {
    due = Timers.NEVER;
  }

  /** It is due at {@code at}, or earlier if that was known. */
  void dueAt(long at) {
    if (at < due) {
      due = at;
    }
  }

  /** It is due once no settle is under way. */
  void dueAfterSettle() {
    if (settling == 0) {
      due = 0;
    } else {
      askAfterSettle = true;
    }
  }

  /** A settle was answered. */
  void settled() {
    settling--;
    if (askAfterSettle && settling == 0) {
      askAfterSettle = false;
      due = 0;
    }
  }

  /** Gives it up when it has nothing to do; answers whether. */
  boolean retire() {
    return !asking
        && !inLine
        && leased == 0
        && settling == 0
        && pending.isEmpty()
        && due == Timers.NEVER
        && hinted.compareAndSet(Timers.NEVER, RETIRED);
  }

  /** Most further messages it may reserve by its own bounds. */
  int room() {
    int room = window - leased;
    Route known = route;
    int most = known == null ? 0 : known.config().push().maxConcurrency();
    return most == 0 ? room : Math.min(room, most - leased);
  }

  /** Whether the engine hands out no more than it has bounds for. */
  boolean bounded() {
    Route known = route;
    return known != null && known.config().push().maxConcurrency() > 0;
  }

  /**
   * Reserves as much again as it has calls, no more, when messages had to wait for others to the
   * same target; else twice as much as before.
   */
  void adapt(boolean held, boolean full) {
    if (held) {
      window = Math.max(LEAST_WINDOW, 2 * calls);
    } else if (full) {
      window = Math.min(2 * window, LARGEST_WINDOW);
    }
  }

  /** A call to {@code host} begins. */
  void begun(Host host) {
    calls++;
    callsTo.merge(host, 1, Integer::sum);
  }

  /** A call to {@code host} ended. */
  void ended(Host host) {
    calls--;
    callsTo.computeIfPresent(host, (same, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Whether one more call to {@code host} leaves enough of the queue's own bound to others: one not
   * known to be quick has a quarter of it, and a slow one none of the last quarter.
   */
  boolean admits(Host host) {
    Route known = route;
    int most = known == null ? 0 : known.config().push().maxConcurrency();
    if (most <= 1 || host.quick() || known == null || known.url() != null) {
      return true;
    }
    boolean lastQuarter = host.slow() && most - calls <= most / 4;
    return !lastQuarter && callsTo.getOrDefault(host, 0) < Math.max(1, most / 4);
  }

  /** Notes where a message went. */
  void went(Target target) {
    if (uniform == target) {
      uniformRun++;
    } else {
      uniform = target;
      uniformRun = 1;
    }
  }
}
