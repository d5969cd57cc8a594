package io.posthorn.storage;

import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Repeat;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  /** Most often one that {@code queue} accepts. */
  NewMessage message(QueueName queue) {
    boolean named = random.nextInt(4) == 0;
    var builder =
        new MessageBuilder(named ? "b" + random.nextInt(2) : "x".repeat(random.nextInt(20)));
    int when = random.nextInt(8);
    if (when == 0) {
      builder.delay(pause());
    } else if (when == 1) {
      builder.visibleAt(instant());
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
    if (RandomQueues.isPush(queue) != (random.nextInt(20) == 0)) {
      builder.task(task());
    }
    return builder.build().withTrace(trace());
  }

  /** One that {@code queue} accepts, of nothing but a body as long as those of the others. */
  NewMessage alike(QueueName queue, int number) {
    var builder = new MessageBuilder("n" + (10 + number));
    if (RandomQueues.isPush(queue)) {
      builder.task(Task.to("http://localhost/alike"));
    }
    return builder.build();
  }

  private TraceContext trace() {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0" + random.nextInt(2);
    return random.nextInt(3) > 0
        ? null
        : new TraceContext(parent, random.nextBoolean() ? null : "a=" + random.nextInt(9));
  }

  private Task task() {
    return new Task(
        random.nextInt(20) == 0 ? null : "http://localhost/" + random.nextInt(3),
        random.nextBoolean() ? null : "PUT",
        random.nextBoolean() ? List.of() : List.of(new Header("X-N", "" + random.nextInt(9))),
        random.nextBoolean() ? null : pause(),
        null,
        random.nextInt(3) > 0 ? null : ConfigBuilder.policy(random.nextInt(3), pause()),
        random.nextInt(3) > 0 ? null : new Repeat.Every(Duration.ofSeconds(2), Instant.EPOCH),
        false,
        null,
        random.nextBoolean() ? Map.of() : Map.of("a", "" + random.nextInt(9)));
  }

  Settlement settlement(Receipt receipt) {
    Settlement.Outcome outcome = anyOf(List.of(Settlement.Outcome.values()));
    return new Settlement(
        receipt,
        outcome,
        random.nextBoolean() ? null : pause(),
        random.nextBoolean() ? null : pause(),
        random.nextBoolean() ? null : "why" + random.nextInt(2),
        random.nextDouble(),
        outcome == Settlement.Outcome.REPEAT ? new Run(random.nextInt(9), instant()) : null,
        random.nextBoolean() ? null : report());
  }

  private AttemptReport report() {
    return new AttemptReport(
        pause(),
        random.nextBoolean() ? 0 : 200 + random.nextInt(300),
        random.nextBoolean() ? null : "timeout",
        random.nextBoolean() ? null : "no answer within 30 s",
        random.nextBoolean() ? null : Body.ofUtf8("answer".repeat(random.nextInt(3))));
  }

  /** An instant on the wall clock, often soon. */
  private Instant instant() {
    return clock.wall().plusMillis(random.nextInt(30_000) - 8000);
  }

  MessageRef reference(List<MessageId> known) {
    return known.isEmpty() || random.nextInt(4) == 0
        ? MessageRef.ofKey("k" + random.nextInt(NAMES))
        : MessageRef.of(latelyOf(known));
  }

  Change change(MessageRef message) {
    Change.Kind kind = anyOf(List.of(Change.Kind.values()));
    return switch (kind) {
      case AMEND -> new Change(message, kind, random.nextBoolean() ? null : instant(), amendment());
      case RESCHEDULE -> new Change(message, kind, instant());
      default -> new Change(message, kind, null);
    };
  }

  private Change.Amendment amendment() {
    return new Change.Amendment(
        Body.ofUtf8("y".repeat(random.nextInt(20))),
        random.nextBoolean() ? null : "text/new",
        random.nextInt(4) == 0 ? null : task(),
        trace());
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
