package io.posthorn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.storage.memory.MemoryStorageEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does the same random operations to an engine and to the memory engine and compares every answer.
 * The seeds are the same each time, so that a change is refused for what it did itself; {@code
 * -Dposthorn.random.more=N} looks further with N seeds that nobody chose. A failure prints the seed
 * and the last operations; {@code -Dposthorn.random.seed=N} repeats it, {@code
 * -Dposthorn.random.operations=N} sets how many there are.
 */
public abstract class RandomOperations {
  private static final int OPERATIONS = Integer.getInteger("posthorn.random.operations", 5000);
  private static final String MORE = "posthorn.random.more";
  private static final int LOG = 60;
  private static final int CHECK_EVERY = 25;
  private static final int REOPEN_EVERY = 150;

  /**
   * Opens the engine under test; called again, after a close, it finds what the last one left.
   *
   * @param run tells the stores of different runs apart
   */
  protected abstract StorageEngine open(EngineClock clock, long run);

  /** Closes an engine, in whatever way, and opens its successor. */
  protected StorageEngine reopen(StorageEngine engine, EngineClock clock, long run) {
    engine.close();
    return open(clock, run);
  }

  /** Whether a reopened engine remembers. */
  protected abstract boolean durable();

  /** How many there are with each seed, of {@code asked}. */
  protected int operations(int asked) {
    return asked;
  }

  static Stream<Long> seeds() {
    Long seed = Long.getLong("posthorn.random.seed");
    if (seed != null) {
      return Stream.of(seed);
    }
    var random = new Random();
    Stream<Long> more = Stream.generate(random::nextLong).limit(Integer.getInteger(MORE, 0));
    return Stream.concat(Stream.of(1L, 2L, 3L, 4036195703512617688L), more);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void engineAnswersAsTheOracle(long seed) {
    var clock = new SettableClock();
    var log = new ArrayDeque<Object>();
    var oracle = new MemoryStorageEngine(clock);
    StorageEngine engine = open(clock, seed);
    try {
      var random = new Random(seed);
      var world = new RandomWorld(random, clock);
      int operations = operations(OPERATIONS);
      for (int i = 0; i < operations; i++) {
        if (durable() && random.nextInt(REOPEN_EVERY) == 0) {
          note(log, i + " reopen");
          engine = reopen(engine, clock, seed);
        }
        compare(world.next(), oracle, engine, i, log);
        if (i % CHECK_EVERY == 0) {
          compare(world.compareStats(), oracle, engine, i, log);
          compare(world.browseAll(), oracle, engine, i, log);
        }
      }
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n  " + told(log), e);
    } finally {
      engine.close();
      oracle.close();
    }
  }

  private static <R> void compare(
      RandomWorld.Operation<R> operation,
      StorageEngine oracle,
      StorageEngine engine,
      int step,
      Deque<Object> log) {
    note(log, step + " " + operation.name());
    R expected = operation.verb().apply(oracle);
    note(log, expected);
    R actual = operation.verb().apply(engine);
    assertThat(operation.comparable().apply(actual))
        .as("%d %s", step, operation.name())
        .isEqualTo(operation.comparable().apply(expected));
    operation.learn().accept(expected);
  }

  /** What is never told costs no text. */
  private static void note(Deque<Object> log, Object line) {
    if (log.size() == LOG) {
      log.removeFirst();
    }
    log.addLast(Objects.requireNonNullElse(line, "    = null"));
  }

  private static String told(Deque<Object> log) {
    return log.stream()
        .map(line -> line instanceof String ? line.toString() : "    = " + line)
        .map(line -> line.length() > 400 ? line.substring(0, 400) + "..." : line)
        .collect(Collectors.joining("\n  "));
  }
}
