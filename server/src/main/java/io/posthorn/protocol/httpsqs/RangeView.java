package io.posthorn.protocol.httpsqs;

import io.posthorn.broker.Broker;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Page;
import io.posthorn.storage.QueueStats;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages by position without consuming them. In a queue without a ring, sequences are the
 * positions.
 *
 * <p>Newest first means: from the last position put down to 1, then, once the ring has wrapped,
 * from the end of the lap before down to the first position not yet overwritten.
 */
final class RangeView {
  /** Most positions of one request. */
  static final int MOST = 1000;

  private static final int PAGE = 100;
  private static final long MAX_BYTES = 8 << 20;
  private static final byte[] NOTHING = {};

  private final Broker broker;

  RangeView(Broker broker) {
    this.broker = broker;
  }

  /** The message at {@code pos}; empty when there is none. */
  CompletableFuture<byte[]> one(QueueName queue, long pos) {
    return stats(queue)
        .thenCompose(
            stats ->
                stats == null
                    ? done(Page.EMPTY)
                    : broker.browse(page(queue, by(stats), pos, false, 1)))
        .thenApply(
            page -> {
              MessageView first = page.messages().isEmpty() ? null : page.messages().get(0);
              return first == null || first.body() == null || pos(first) != pos
                  ? NOTHING
                  : first.body().bytes();
            });
  }

  /**
   * Up to {@code num} messages from {@code pos} on as JSON lines; descending counts from the
   * newest, which is 1.
   */
  CompletableFuture<byte[]> range(QueueName queue, long pos, int num, boolean descending) {
    return stats(queue)
        .thenCompose(
            stats -> {
              var lines = new JsonLines(num, MAX_BYTES);
              if (stats == null) {
                return done(lines);
              }
              if (!descending) {
                return read(queue, by(stats), pos, false, 0, lines);
              }
              Ring ring = stats.ring();
              return ring == null
                  ? newestSequences(queue, pos, lines)
                  : newest(queue, ring, pos, lines);
            })
        .thenApply(JsonLines::bytes);
  }

  private CompletionStage<JsonLines> newest(QueueName queue, Ring ring, long nth, JsonLines lines) {
    long before = Math.max(0, ring.lastEnd() - ring.put());
    if (nth > ring.put() + before) {
      return done(lines);
    }
    if (nth > ring.put()) {
      long from = ring.lastEnd() - (nth - ring.put() - 1);
      return read(queue, Browse.By.POSITION, from, true, ring.put(), lines);
    }
    CompletionStage<JsonLines> lap =
        read(queue, Browse.By.POSITION, ring.put() - nth + 1, true, 0, lines);
    return before == 0
        ? lap
        : lap.thenCompose(
            l -> read(queue, Browse.By.POSITION, ring.lastEnd(), true, ring.put(), l));
  }

  private CompletionStage<JsonLines> newestSequences(QueueName queue, long nth, JsonLines lines) {
    return broker
        .browse(new Browse(queue, null, Browse.By.SEQUENCE, 0, true, 1, MAX_BYTES, true))
        .thenCompose(
            page -> {
              long from = page.messages().isEmpty() ? 0 : pos(page.messages().get(0)) - nth + 1;
              return from < 1 ? done(lines) : read(queue, Browse.By.SEQUENCE, from, true, 0, lines);
            });
  }

  /**
   * Adds messages from {@code from} on, descending ones only above {@code floor}, until there are
   * enough.
   */
  private CompletionStage<JsonLines> read(
      QueueName queue, Browse.By by, long from, boolean descending, long floor, JsonLines lines) {
    if (lines.isFull()) {
      return done(lines);
    }
    return broker
        .browse(page(queue, by, from, descending, Math.min(PAGE, lines.wanted())))
        .thenCompose(
            page -> {
              for (MessageView message : page.messages()) {
                if (pos(message) <= floor) {
                  return done(lines);
                }
                lines.add(pos(message), message.body());
              }
              return page.next() == 0 || page.next() <= floor
                  ? done(lines)
                  : read(queue, by, page.next(), descending, floor, lines);
            });
  }

  private CompletableFuture<@Nullable QueueStats> stats(QueueName queue) {
    return broker.stats(List.of(queue)).thenApply(all -> all.get(0).orElse(null));
  }

  private static Browse.By by(QueueStats stats) {
    return stats.ring() == null ? Browse.By.SEQUENCE : Browse.By.POSITION;
  }

  private static Browse page(
      QueueName queue, Browse.By by, long from, boolean descending, int limit) {
    return new Browse(queue, null, by, from, descending, limit, MAX_BYTES, false);
  }

  private static long pos(MessageView message) {
    return message.position() != 0 ? message.position() : message.id().sequence();
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
