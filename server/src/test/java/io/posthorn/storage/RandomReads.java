package io.posthorn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Verbs that answer in pages or slices, done to their end, so that engines may cut them as they
 * like.
 */
final class RandomReads {
  private static final int MAX_PAGES = 100_000;

  private RandomReads() {}

  static boolean consumed(MessageView view) {
    return view.state() == MessageState.CONSUMED;
  }

  /** All pages from the first; without consumed messages where engines may differ about them. */
  static Function<StorageEngine, Object> pages(Browse first) {
    boolean forgets = RandomQueues.mayForget(first.queue());
    return engine ->
        read(engine, first).stream()
            .filter(view -> !(forgets && consumed(view)))
            .map(RandomReads::comparable)
            .toList();
  }

  /** All messages of a queue, consumed ones too. */
  static Function<StorageEngine, Object> everything(QueueName queue) {
    var browse = new Browse(queue, null, Browse.By.SEQUENCE, 0, true, 5, 100, false);
    return engine -> read(engine, browse).stream().map(RandomReads::comparable).toList();
  }

  /**
   * All messages of a queue and its counts after a sweep. Where more was consumed than is kept, an
   * engine may have dropped what was consumed first in place of the lowest sequences: there, what
   * is left is asked to be within the limits alone.
   */
  static Function<StorageEngine, Object> whatIsLeft(QueueName queue) {
    return engine -> {
      Optional<QueueStats> stats = engine.queues().stats(List.of(queue)).join().get(0);
      if (!RandomQueues.mayForget(queue) || stats.isEmpty()) {
        return List.of(everything(queue).apply(engine), stats);
      }
      var browse = new Browse(queue, null, Browse.By.SEQUENCE, 0, true, 5, 100, false);
      List<MessageView> all = read(engine, browse);
      List<MessageView> kept = all.stream().filter(RandomReads::consumed).toList();
      Retention retention = RandomQueues.ALL.get(queue).get(0).retainConsumed();
      assertThat((long) kept.size())
          .isEqualTo(stats.get().consumed())
          .isLessThanOrEqualTo(retention.count());
      assertThat(kept.stream().mapToLong(MessageView::size).sum())
          .isLessThanOrEqualTo(retention.bytes());
      return List.of(
          all.stream().filter(view -> !consumed(view)).toList(), withoutConsumed(stats.get()));
    };
  }

  private static List<MessageView> read(StorageEngine engine, Browse first) {
    var all = new ArrayList<MessageView>();
    Browse browse = first;
    for (int i = 0; i < MAX_PAGES; i++) {
      Page page = engine.messages().browse(browse).join();
      all.addAll(page.messages());
      if (page.next() == 0) {
        return all;
      }
      browse =
          new Browse(
              first.queue(),
              first.state(),
              first.by(),
              page.next(),
              first.descending(),
              first.limit(),
              first.maxBytes(),
              first.headersOnly());
    }
    throw new AssertionError("browse never ends: " + first);
  }

  /** When a message was consumed need not be recorded. */
  static Object comparable(MessageView view) {
    return consumed(view)
        ? List.of(view.id(), view.position(), view.size(), view.attempt(), view.deliveries())
        : view;
  }

  static QueueStats withoutConsumed(QueueStats s) {
    return new QueueStats(
        s.ready(),
        s.scheduled(),
        s.leased(),
        s.dead(),
        0,
        s.oldestReadyAt(),
        s.nextVisibleAt(),
        s.enqueuedTotal(),
        s.takenTotal(),
        s.reservedTotal(),
        s.ackedTotal(),
        s.deadTotal(),
        s.ring());
  }

  /** Slices until nothing is left; answers how many messages they changed. */
  static Function<StorageEngine, Object> wholeSweep(QueueName queue, Sweep first) {
    return engine -> {
      long count = 0;
      Sweep sweep = first;
      for (int i = 0; i < MAX_PAGES; i++) {
        Swept swept = engine.messages().sweep(queue, sweep).join();
        count += swept.count();
        if (swept.next() == 0) {
          return count;
        }
        sweep = new Sweep(first.kind(), first.limit(), first.reason(), first.since(), swept.next());
      }
      throw new AssertionError("sweep never ends: " + first);
    };
  }
}
