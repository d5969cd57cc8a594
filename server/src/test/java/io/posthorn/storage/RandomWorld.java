package io.posthorn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Draws operations: a few queues unlike one another, and what was learned of their messages. */
final class RandomWorld {
  /**
   * One operation.
   *
   * @param verb does it to an engine
   * @param comparable leaves out what engines need not agree on
   * @param learn hears the oracle's answer
   */
  record Operation<R>(
      String name,
      Function<StorageEngine, R> verb,
      Function<R, Object> comparable,
      Consumer<R> learn) {}

  private static final String MORE = "there is more";
  private static final int REMEMBERED = 40;
  private static final long PAGE_BYTES = 30;

  private final Random random;
  private final SettableClock clock;
  private final RandomValues values;
  private final Map<QueueName, List<Receipt>> receipts = new LinkedHashMap<>();
  private final Map<QueueName, List<MessageId>> ids = new LinkedHashMap<>();
  private final Map<QueueName, List<Message>> taken = new LinkedHashMap<>();
  private final Deque<Operation<?>> first = new ArrayDeque<>();

  RandomWorld(Random random, SettableClock clock) {
    this.random = random;
    this.clock = clock;
    this.values = new RandomValues(random, clock);
    for (QueueName queue : RandomQueues.names()) {
      receipts.put(queue, new ArrayList<>());
      ids.put(queue, new ArrayList<>());
      taken.put(queue, new ArrayList<>());
      first.add(createAndResume(queue));
    }
    first.add(resizeRing());
  }

  Operation<?> next() {
    if (!first.isEmpty()) {
      return first.remove();
    }
    QueueName queue = values.anyOf(RandomQueues.names());
    int draw = random.nextInt(100);
    if (draw < 12) {
      return time();
    } else if (draw < 38) {
      return enqueue(queue);
    } else if (draw < 52) {
      return reserve(queue);
    } else if (draw < 60) {
      boolean push = RandomQueues.isPush(queue) && random.nextInt(8) > 0;
      return push ? reserve(queue) : take(queue);
    } else if (draw < 75) {
      return settle(queue);
    } else if (draw < 83) {
      return change(queue);
    } else if (draw < 85) {
      return putBack(queue);
    } else if (draw < 89) {
      return find(queue);
    } else if (draw < 92) {
      return browse(queue);
    } else if (draw < 96) {
      return sweep(queue);
    }
    return catalog(queue);
  }

  private Operation<?> time() {
    if (random.nextInt(10) == 0) {
      Duration step = Duration.ofMillis(random.nextInt(200_000) - 100_000);
      clock.stepWall(step);
      return plain("wall clock steps by " + step, engine -> 0);
    }
    Duration time = values.pause();
    clock.advance(time);
    return plain("advance " + time, engine -> 0);
  }

  private Operation<?> enqueue(QueueName queue) {
    var groups = new ArrayList<Enqueue>();
    int groupCount = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
    for (int g = 0; g < groupCount; g++) {
      QueueName to = g == 0 ? queue : values.anyOf(RandomQueues.names());
      var messages = new ArrayList<NewMessage>();
      boolean alike = random.nextInt(6) == 0;
      int count =
          alike ? 2 + random.nextInt(9) : random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
      for (int i = 0; i < count; i++) {
        messages.add(alike ? values.alike(to, i) : values.message(to));
      }
      groups.add(new Enqueue(to, messages));
    }
    Atomicity atomicity = values.anyOf(List.of(Atomicity.values()));
    return new Operation<>(
        "enqueue " + atomicity + " " + groups,
        engine -> engine.messages().enqueue(groups, atomicity).join(),
        results -> results,
        results -> {
          int i = 0;
          for (Enqueue group : groups) {
            for (int m = 0; m < group.messages().size(); m++) {
              MessageId id = results.get(i++).id();
              if (id != null) {
                remember(ids.get(group.queue()), id);
              }
            }
          }
        });
  }

  private Operation<?> reserve(QueueName queue) {
    boolean push = RandomQueues.isPush(queue) != (random.nextInt(20) == 0);
    var reserve =
        new Reserve(
            queue,
            1 + random.nextInt(4),
            random.nextInt(60),
            random.nextBoolean() ? null : values.pause(),
            push ? QueueMode.PUSH : QueueMode.PULL);
    return new Operation<>(
        "" + reserve,
        engine -> engine.messages().reserve(reserve).join(),
        r -> List.of(r.handOut(), r.deliveries(), ready(r.nextVisibleAt())),
        r -> {
          r.deliveries().forEach(d -> remember(receipts.get(queue), d.receipt()));
          if (r.deliveries().isEmpty()) {
            assertThat(ready(r.nextVisibleAt())).isNotEqualTo(MORE);
          }
        });
  }

  private Operation<?> take(QueueName queue) {
    var take = new Take(queue, 1 + random.nextInt(3), random.nextInt(60));
    return new Operation<>(
        "" + take,
        engine -> engine.messages().take(take).join(),
        t -> List.of(t.handOut(), t.messages(), ready(t.nextVisibleAt())),
        t -> t.messages().forEach(message -> remember(taken.get(queue), message)));
  }

  private Operation<?> putBack(QueueName queue) {
    List<Message> messages = taken.get(queue);
    if (messages.isEmpty()) {
      return take(queue);
    }
    int from = Math.max(0, messages.size() - 1 - random.nextInt(3));
    var back = List.copyOf(messages.subList(from, messages.size()));
    return plain("putBack " + back, engine -> engine.messages().putBack(queue, back).join());
  }

  private Operation<?> settle(QueueName queue) {
    var settlements = new ArrayList<Settlement>();
    if (!receipts.get(queue).isEmpty()) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        settlements.add(values.settlement(values.latelyOf(receipts.get(queue))));
      }
    }
    return new Operation<>(
        "settle " + queue + " " + settlements,
        engine -> engine.messages().settle(queue, settlements).join(),
        results -> results,
        results -> {
          for (Settlement settlement : settlements) {
            if (random.nextInt(4) > 0 && settlement.outcome() != Settlement.Outcome.EXTEND) {
              receipts.get(queue).remove(settlement.receipt());
            }
          }
        });
  }

  private Operation<?> change(QueueName queue) {
    Change change = values.change(values.reference(ids.get(queue)));
    return plain(
        "change " + queue + " " + change,
        engine -> {
          if (RandomQueues.mayForget(queue) && forgettable(engine, queue, change.message())) {
            return List.of(ChangeResult.NOT_FOUND);
          }
          return engine.messages().change(queue, List.of(change)).join();
        });
  }

  private Operation<?> find(QueueName queue) {
    MessageRef message = values.reference(ids.get(queue));
    return plain(
        "find " + queue + " " + message,
        engine ->
            RandomQueues.mayForget(queue) && forgettable(engine, queue, message)
                ? "gone"
                : engine
                    .messages()
                    .find(queue, message)
                    .join()
                    .map(RandomReads::comparable)
                    .orElse("gone"));
  }

  private static boolean forgettable(StorageEngine engine, QueueName queue, MessageRef message) {
    return engine.messages().find(queue, message).join().filter(RandomReads::consumed).isPresent();
  }

  private Operation<?> browse(QueueName queue) {
    return plain(
        "browse " + queue,
        RandomReads.pages(
            new Browse(
                queue,
                values.state(),
                values.anyOf(List.of(Browse.By.values())),
                random.nextInt(30),
                random.nextBoolean(),
                1 + random.nextInt(5),
                random.nextInt((int) PAGE_BYTES),
                random.nextBoolean())));
  }

  private Operation<?> sweep(QueueName queue) {
    Sweep sweep = values.sweep();
    if (sweep.kind() != Sweep.Kind.EXPIRE) {
      return plain("sweep " + queue + " " + sweep, RandomReads.wholeSweep(queue, sweep));
    }
    // How many slices and steps it takes is the engine's business; what is left is not.
    return plain(
        "sweep " + queue + " " + sweep,
        engine -> {
          RandomReads.wholeSweep(queue, sweep).apply(engine);
          return RandomReads.whatIsLeft(queue).apply(engine);
        });
  }

  private Operation<?> catalog(QueueName queue) {
    QueueConfig config = RandomQueues.ALL.get(queue).get(0);
    return switch (random.nextInt(18)) {
      case 0 -> plain("delete " + queue, engine -> engine.queues().delete(queue).join());
      case 1 ->
          plain(
              "delete and create " + queue,
              engine ->
                  List.of(
                      engine.queues().delete(queue).join(),
                      engine.queues().create(queue, config).join()));
      case 2 -> plain("pause " + queue, engine -> engine.queues().pause(queue, true).join());
      case 3 -> {
        first.add(resizeRing());
        yield plain("resetRing", engine -> engine.queues().resetRing(RandomQueues.RING).join());
      }
      case 4, 5, 6 -> resizeRing();
      case 7, 8, 9 -> {
        long version = random.nextInt(2);
        QueueConfig other = values.anyOf(RandomQueues.ALL.get(queue));
        yield plain(
            "update " + queue + " " + version + " " + other,
            engine -> engine.queues().update(queue, other, version).join());
      }
      case 10 ->
          plain(
              "list",
              engine ->
                  engine.queues().list(QueueName.of("p"), QueueName.of("pl"), 2).join().toString()
                      + engine.queues().list(QueueName.of(""), null, 9).join());
      default -> createAndResume(queue);
    };
  }

  private Operation<?> createAndResume(QueueName queue) {
    return plain(
        "create and resume " + queue,
        engine ->
            List.of(
                engine.queues().create(queue, RandomQueues.ALL.get(queue).get(0)).join(),
                engine.queues().pause(queue, false).join()));
  }

  private Operation<?> resizeRing() {
    int max = 9 + random.nextInt(6);
    return plain(
        "resizeRing " + max, engine -> engine.queues().resizeRing(RandomQueues.RING, max).join());
  }

  Operation<?> compareStats() {
    var names = RandomQueues.names();
    return plain(
        "stats",
        engine -> {
          var stats = new ArrayList<Object>();
          List<Optional<QueueStats>> found = engine.queues().stats(names).join();
          for (int i = 0; i < names.size(); i++) {
            boolean forgets = RandomQueues.mayForget(names.get(i));
            stats.add(found.get(i).map(s -> forgets ? RandomReads.withoutConsumed(s) : s));
          }
          return stats;
        });
  }

  Operation<?> browseAll() {
    return plain(
        "browse all",
        engine ->
            RandomQueues.names().stream()
                .map(
                    queue ->
                        RandomReads.pages(
                                new Browse(
                                    queue, null, Browse.By.SEQUENCE, 0, false, 7, 1000, false))
                            .apply(engine))
                .toList());
  }

  private static Operation<Object> plain(String name, Function<StorageEngine, Object> verb) {
    return new Operation<>(name, verb, UnaryOperator.identity(), answer -> {});
  }

  private Object ready(Instant nextVisibleAt) {
    if (nextVisibleAt == null) {
      return "none waits";
    }
    return nextVisibleAt.isAfter(clock.instant()) ? nextVisibleAt : MORE;
  }

  private static <T> void remember(List<T> list, T item) {
    list.add(item);
    if (list.size() > REMEMBERED) {
      list.remove(0);
    }
  }
}
