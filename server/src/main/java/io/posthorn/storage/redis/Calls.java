package io.posthorn.storage.redis;

import io.posthorn.message.QueueName;
import io.posthorn.metrics.StorageMetrics;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.metrics.StorageMetrics.Was;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.VisibilityListener;
import io.posthorn.storage.redis.Replication.Unreplicated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs scripts: arguments, reply, and what the listener hears of it. */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** A reply: values, and the records of messages that they speak of. */
  static final class Reply {
    final Unpacker values;
    private final List<byte[]> answer;
    private int record;
    private final List<Runnable> heard = new ArrayList<>();
    private final Calls calls;

    Reply(Calls calls, List<byte[]> answer) {
      this.calls = calls;
      this.answer = answer;
      this.values = new Unpacker(answer.get(0));
    }

    /** The next record. */
    byte[] record() {
      return answer.get(++record);
    }

    /** Reads what the listener is to hear of {@code queue} once the reply is passed on. */
    void heard(QueueName queue) {
      heard(queue, By.CANCEL);
    }

    /** The same of a verb that drops messages as {@code by} does. */
    void heard(QueueName queue, By by) {
      if (values.absent()) {
        return;
      }
      values.array();
      boolean now = values.flag();
      Instant later = values.instant();
      Instant news = values.instant();
      for (String reason : REASONS) {
        count(values.number(), n -> calls.metrics.dead(reason, n));
      }
      count(values.number(), calls.metrics::redriven);
      count(values.number(), n -> calls.metrics.removed(Was.UNFINISHED, by, n));
      count(values.number(), n -> calls.metrics.removed(Was.DEAD, by, n));
      if (now) {
        heard.add(() -> calls.listener.visible(queue, Instant.EPOCH));
      }
      if (later != null) {
        heard.add(() -> calls.listener.visible(queue, later));
      }
      if (news != null) {
        heard.add(() -> calls.hints.tell(queue, news));
      }
    }
  }

  /** Why messages die, in the order of {@code lifecycle.lua}; the last is anything else. */
  private static final List<String> REASONS = List.of("attempts", "age", "expired", "rejected");

  private static void count(long messages, LongConsumer counter) {
    if (messages > 0) {
      counter.accept(messages);
    }
  }

  private final RedisLink link;
  private final StorageMetrics metrics;

  /** Tells scripts the time, in tests; null = Redis does. */
  private final @Nullable EngineClock injected;

  private final RedisClock clock;
  private final Hints hints;
  private volatile VisibilityListener listener = (queue, at) -> {};

  Calls(RedisLink link, @Nullable EngineClock injected, RedisClock clock, StorageMetrics metrics) {
    this.link = link;
    this.metrics = metrics;
    this.injected = injected;
    this.clock = clock;
    this.hints = new Hints(link, (queue, at) -> listener.visible(queue, at));
    link.onConnected(hints::subscribe);
  }

  /** Lets other nodes look at {@code queue}. */
  void tell(QueueName queue) {
    hints.tell(queue, Instant.EPOCH);
  }

  RedisLink link() {
    return link;
  }

  void onVisible(VisibilityListener newListener) {
    listener = newListener;
  }

  /** The wall clock for scripts that belong to no queue; null = Redis's own. */
  @Nullable Long injectedWall() {
    return injected == null ? null : (Long) injected.wallNow();
  }

  /** Begins the arguments of a script: {@code count} values follow. */
  Packer arguments(int count) {
    Packer packer = new Packer().array(2 + count);
    return injected == null
        ? packer.none().none()
        : packer.number(injected.elapsedNow()).number(injected.wallNow());
  }

  /** Runs {@code verb} on one queue. */
  <T> CompletableFuture<T> call(
      Verb verb,
      QueueName queue,
      Packer arguments,
      List<byte[]> contents,
      Function<Reply, T> reader) {
    return call(verb, QueueKeys.of(queue), arguments, contents, reader);
  }

  /** Runs {@code verb} over {@code keys}; passes the reply on; then the listener hears. */
  <T> CompletableFuture<T> call(
      Verb verb,
      byte[][] keys,
      Packer arguments,
      List<byte[]> contents,
      Function<Reply, T> reader) {
    return call(verb, keys, arguments, contents, reader, result -> true);
  }

  /**
   * The same of a verb that may have changed nothing.
   *
   * @param changed whether it has: then no answer is good that too few replicas stand for
   */
  <T> CompletableFuture<T> call(
      Verb verb,
      byte[][] keys,
      Packer arguments,
      List<byte[]> contents,
      Function<Reply, T> reader,
      Predicate<T> changed) {
    var all = new byte[1 + contents.size()][];
    all[0] = arguments.toBytes();
    for (int i = 0; i < contents.size(); i++) {
      all[1 + i] = contents.get(i);
    }
    var result = new CompletableFuture<T>();
    long from = System.nanoTime();
    link.run(verb, keys, all)
        .whenComplete(
            (answer, error) -> {
              metrics.asked(verb.toString(), answer != null, System.nanoTime() - from);
              if (answer == null) {
                fail(verb, unwrap(error), reader, changed, result);
              } else {
                read(verb, answer, reader, result);
              }
            });
    return result;
  }

  private <T> void fail(
      Verb verb,
      Throwable error,
      Function<Reply, T> reader,
      Predicate<T> changed,
      CompletableFuture<T> result) {
    if (!(error.getCause() instanceof Unreplicated known)) {
      result.completeExceptionally(error);
      return;
    }
    var answered = new CompletableFuture<T>();
    read(verb, known.answer, reader, answered);
    answered.whenComplete(
        (value, unreadable) -> {
          if (unreadable == null && !changed.test(value)) {
            result.complete(value);
          } else {
            result.completeExceptionally(error);
          }
        });
  }

  private <T> void read(
      Verb verb, List<byte[]> answer, Function<Reply, T> reader, CompletableFuture<T> result) {
    Reply reply;
    try {
      reply = new Reply(this, answer);
      reply.values.array();
      clock.heard(reply.values.number());
      result.complete(reader.apply(reply));
    } catch (StorageException e) {
      result.completeExceptionally(e);
      return;
    } catch (RuntimeException e) {
      LOG.error("The answer of {} cannot be read.", verb, e);
      result.completeExceptionally(
          new StorageException(Kind.CORRUPT, verb + " answered what cannot be read: " + e, e));
      return;
    }
    reply.heard.forEach(Runnable::run);
  }

  static Throwable unwrap(@Nullable Throwable error) {
    if (error instanceof CompletionException && error.getCause() != null) {
      return error.getCause();
    }
    return error == null ? new IllegalStateException("no answer and no failure") : error;
  }
}
