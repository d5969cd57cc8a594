package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ring against the original's rules, written down a second time in the original's own terms. */
class RingTest {
  /** A queue as the original keeps it: two numbers, a maximum, and a record per position. */
  private static final class Original {
    private static final int END = -1;
    private long get;
    private long put;
    private long max;
    private final String[] records = new String[64];
    private final int[] laps = new int[records.length];
    private int lap;

    Original(long max) {
      this.max = max;
    }

    long put(String message) {
      long next = put + 1;
      if (next == get) {
        return END;
      }
      if (next > max && get <= 1) {
        return END;
      }
      if (next > max) {
        next = 1;
        lap++;
      }
      put = next;
      records[(int) next] = message;
      laps[(int) next] = lap;
      return next;
    }

    long get() {
      if (get == 0 && put > 0) {
        get = 1;
      } else if (get < put) {
        get++;
      } else if (get > put && get < max) {
        get++;
      } else if (get > put && get == max) {
        get = 1;
      } else {
        return END;
      }
      return get;
    }

    boolean resize(long newMax) {
      if (newMax >= put && newMax >= get && put >= get) {
        max = newMax;
        return true;
      }
      return false;
    }

    /** What is readable here: less than there, where a smaller maximum leaves records of older laps behind. */
    String read(int position) {
      return laps[position] >= lap - 1 ? records[position] : null;
    }

    long unread() {
      return put >= get ? put - get : max - get + put;
    }
  }

  /** The ring and the messages by sequence, as an engine keeps them. */
  private static final class Queue {
    private Ring ring;
    private long lastSequence;
    private long nextUnread;

    Queue(long lastSequence, long max) {
      this.lastSequence = lastSequence;
      this.nextUnread = lastSequence + 1;
      this.ring = Ring.startingAfter(lastSequence, max);
    }

    long put() {
      if (ring.full()) {
        return Original.END;
      }
      ring = ring.afterPut();
      lastSequence++;
      return ring.put();
    }

    long get() {
      if (nextUnread > lastSequence) {
        return Original.END;
      }
      ring = ring.afterGet(nextUnread++);
      return ring.get();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void ring_behavesAsTheOriginal(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      compare(random);
    }
  }

  private static void compare(Random random) {
    int max = 10 + random.nextInt(6);
    int putBias = 20 + random.nextInt(60);
    long before = random.nextInt(1000);
    var original = new Original(max);
    var queue = new Queue(before, max);
    for (int i = 0; i < 300; i++) {
      int draw = random.nextInt(100);
      if (draw < putBias) {
        String message = "m" + (queue.lastSequence + 1);
        assertThat(queue.put()).isEqualTo(original.put(message));
      } else if (draw < 98) {
        assertThat(queue.get()).isEqualTo(original.get());
      } else {
        int newMax = 10 + random.nextInt(10);
        assertThat(queue.ring.canResize(newMax)).isEqualTo(original.resize(newMax));
        if (queue.ring.canResize(newMax)) {
          queue.ring = queue.ring.resized(newMax);
        }
      }
      assertThat(queue.ring.put()).isEqualTo(original.put);
      assertThat(queue.ring.get()).isEqualTo(original.get);
      assertThat(queue.ring.max()).isEqualTo(original.max);
      assertThat(queue.ring.unread()).isEqualTo(original.unread());
      assertThat(queue.lastSequence - queue.nextUnread + 1).isEqualTo(original.unread());
      compareReadable(original, queue.ring, before);
    }
  }

  private static void compareReadable(Original original, Ring ring, long before) {
    assertThat(ring.sequenceAt(0)).isZero();
    for (int position = 1; position < original.records.length; position++) {
      long sequence = ring.sequenceAt(position);
      String record = original.read(position);
      assertThat(sequence == 0 ? null : "m" + sequence).isEqualTo(record);
      if (sequence > 0) {
        assertThat(sequence).isGreaterThan(before).isGreaterThanOrEqualTo(ring.floor());
        assertThat(ring.positionOf(sequence)).isEqualTo(position);
      }
    }
  }

  @Test
  void newRing_holdsMaxMessagesBeforeAnyGet() {
    Ring ring = Ring.startingAfter(0, 10);
    for (int i = 1; i <= 10; i++) {
      ring = ring.afterPut();
      assertThat(ring.put()).isEqualTo(i);
    }
    assertThat(ring.full()).isTrue();
    assertThat(ring.afterGet(1).full()).isTrue();
    assertThat(ring.afterGet(2).full()).isFalse();
    Ring full = ring;
    assertThatThrownBy(full::afterPut).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lappedRing_holdsOneLessThanMax() {
    Ring ring = drained(10);
    int puts = 0;
    while (!ring.full()) {
      ring = ring.afterPut();
      puts++;
    }
    assertThat(puts).isEqualTo(9);
    assertThat(ring.unread()).isEqualTo(9);
  }

  @Test
  void lappedRing_cannotBeResized() {
    Ring ring = drained(10).afterPut();
    assertThat(ring.put()).isEqualTo(1);
    assertThat(ring.canResize(Ring.MAX_MAX)).isFalse();
    assertThat(ring.afterGet(11).canResize(Ring.MAX_MAX)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"12,true", "11,false", "1000,true"})
  void resize_neverGoesBelowPut(long max, boolean allowed) {
    Ring ring = Ring.startingAfter(0, 20);
    for (int i = 1; i <= 12; i++) {
      ring = ring.afterPut().afterGet(i);
    }
    assertThat(ring.canResize(max)).isEqualTo(allowed);
  }

  @Test
  void get_ofAnEarlierMessageChangesNothing() {
    Ring ring = Ring.startingAfter(5, 10).afterPut().afterPut().afterPut().afterGet(8);
    assertThat(ring.get()).isEqualTo(3);
    assertThat(ring.afterGet(6)).isEqualTo(ring);
    assertThat(ring.afterGet(8)).isEqualTo(ring);
  }

  @Test
  void overwrittenByPut_namesWhatThePositionHeld() {
    Ring ring = Ring.startingAfter(0, 10);
    assertThat(ring.overwrittenByPut()).isZero();
    ring = drained(10);
    assertThat(ring.overwrittenByPut()).isEqualTo(1);
    assertThat(ring.afterPut().overwrittenByPut()).isEqualTo(2);
  }

  @Test
  void reset_forgetsOldPositions() {
    Ring ring = Ring.startingAfter(42, Ring.DEFAULT_MAX);
    assertThat(ring.sequenceAt(1)).isZero();
    assertThat(ring.positionOf(42)).isZero();
    assertThat(ring.afterPut().sequenceAt(1)).isEqualTo(43);
  }

  /** A ring of {@code max} positions, all put and got. */
  private static Ring drained(int max) {
    Ring ring = Ring.startingAfter(0, max);
    for (int i = 1; i <= max; i++) {
      ring = ring.afterPut();
    }
    for (int i = 1; i <= max; i++) {
      ring = ring.afterGet(i);
    }
    return ring;
  }
}
