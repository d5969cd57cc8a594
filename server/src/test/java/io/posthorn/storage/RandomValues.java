package io.posthorn.storage;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Draws arguments: few enough values that they meet again. */
final class RandomValues {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(31));
  private static final int NAMES = 6;
  private static final int RARE = 60;

  private final Random random;
  private final SettableClock clock;

  RandomValues(Random random, SettableClock clock) {
    this.random = random;
    this.clock = clock;
  }

  <T> T anyOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** One of the list, most often a late one. */
  <T> T latelyOf(List<T> list) {
    int back = Math.min(random.nextInt(list.size()), random.nextInt(list.size()));
    return list.get(list.size() - 1 - back);
  }

  Duration pause() {
    return random.nextInt(RARE) == 0 ? Duration.ofMinutes(6) : anyOf(PAUSES);
  }

  NewMessage message() {
    boolean named = random.nextInt(4) == 0;
    var builder =
        new MessageBuilder(named ? "b" + random.nextInt(2) : "x".repeat(random.nextInt(20)));
    int when = random.nextInt(8);
    if (when == 0) {
      builder.delay(pause());
    } else if (when == 1) {
      builder.visibleAt(clock.wall().plusMillis(random.nextInt(30_000) - 8000));
    }
    if (random.nextInt(6) == 0) {
      builder.ttl(pause().plusMillis(700));
    }
    if (random.nextInt(5) == 0) {
      builder.key("k" + random.nextInt(NAMES));
    }
    if (named) {
      builder.deduplicationId("d" + random.nextInt(NAMES));
    }
    return builder.build();
  }

  Settlement settlement(Receipt receipt) {
    return new Settlement(
        receipt,
        anyOf(List.of(Settlement.Outcome.values())),
        random.nextBoolean() ? null : pause(),
        random.nextBoolean() ? null : pause(),
        random.nextBoolean() ? null : "why" + random.nextInt(2),
        random.nextDouble());
  }

  MessageRef reference(List<MessageId> known) {
    return known.isEmpty() || random.nextInt(4) == 0
        ? MessageRef.ofKey("k" + random.nextInt(NAMES))
        : MessageRef.of(latelyOf(known));
  }

  Change change(MessageRef message) {
    Change.Kind kind = anyOf(List.of(Change.Kind.values()));
    return new Change(
        message,
        kind,
        kind == Change.Kind.RESCHEDULE
            ? clock.wall().plusMillis(random.nextInt(30_000) - 5000)
            : null);
  }

  /** A state, or null. */
  MessageState state() {
    int draw = random.nextInt(MessageState.values().length + 1);
    return draw == 0 ? null : MessageState.values()[draw - 1];
  }

  /** Most often EXPIRE; purges would keep queues empty. */
  Sweep sweep() {
    List<Sweep.Kind> kinds = List.of(Sweep.Kind.values());
    Sweep.Kind kind = random.nextInt(4) == 0 ? anyOf(kinds) : Sweep.Kind.EXPIRE;
    boolean redrive = kind == Sweep.Kind.REDRIVE_ALL;
    return new Sweep(
        kind,
        1 + random.nextInt(5),
        redrive && random.nextBoolean() ? anyOf(List.of("why0", "attempts", "expired")) : null,
        redrive && random.nextBoolean() ? clock.instant().minusSeconds(20) : null,
        0);
  }
}
