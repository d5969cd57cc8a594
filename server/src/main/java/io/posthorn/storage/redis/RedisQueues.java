package io.posthorn.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.redis.Calls.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The verbs on queues. What a queue is lives in its own slot; the catalog, in a slot of its own,
 * knows the names, and gives out incarnations and the sequences that a new queue begins after. A
 * name is in the catalog before its queue is made, and until after it is gone, so that a crash in
 * between leaves nothing that cannot be found again.
 */
final class RedisQueues implements QueueCatalog {
  private static final byte[][] CATALOG = {
    "posthorn:{catalog}:names".getBytes(US_ASCII),
    "posthorn:{catalog}:incarnations".getBytes(US_ASCII),
    "posthorn:{catalog}:numbers".getBytes(US_ASCII)
  };

  /** Removals by others that a create finishes before it gives up. */
  private static final int MOST_TRIES = 10;

  private final Calls calls;

  RedisQueues(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletableFuture<Created> create(QueueName queue, QueueConfig config) {
    return find(queue)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(new Created(found.get(), false))
                    : make(queue, config, MOST_TRIES));
  }

  private CompletableFuture<Created> make(QueueName queue, QueueConfig config, int tries) {
    Long wall = calls.injectedWall();
    byte[] at = wall == null ? new byte[0] : Long.toString(wall).getBytes(US_ASCII);
    return calls
        .link()
        .run(Verb.CATALOG_REGISTER, CATALOG, queue.bytes(), at)
        .thenCompose(
            entry -> {
              var numbers = new Unpacker(entry.get(0));
              numbers.array();
              return make(queue, config, numbers.number(), numbers.number(), tries);
            });
  }

  /** What became of one try: null info = an earlier queue of that incarnation is in the way. */
  private record Made(@Nullable QueueInfo info, boolean created, long incarnation) {}

  private CompletableFuture<Created> make(
      QueueName queue, QueueConfig config, long incarnation, long after, int tries) {
    Packer arguments = calls.arguments(2).number(incarnation).number(after);
    return calls
        .call(
            Verb.QUEUE_CREATE,
            queue,
            arguments,
            List.of(Configs.pack(config), Configs.encode(config)),
            reply ->
                new Made(
                    Configs.info(queue, reply.values), reply.values.flag(), reply.values.number()))
        .thenCompose(
            made -> {
              if (made.info() != null) {
                return CompletableFuture.completedFuture(new Created(made.info(), made.created()));
              }
              if (tries == 0) {
                throw new StorageException(
                    Kind.FAILED, "queue " + queue + " is being removed again and again");
              }
              // Somebody began to remove it and has not finished.
              return delete(queue).thenCompose(gone -> make(queue, config, tries - 1));
            });
  }

  @Override
  public CompletableFuture<Updated> update(
      QueueName queue, QueueConfig config, long expectedVersion) {
    return calls.call(
        Verb.QUEUE_UPDATE,
        queue,
        calls.arguments(1).number(expectedVersion),
        List.of(Configs.pack(config), Configs.encode(config)),
        reply -> {
          QueueInfo info = Configs.info(queue, reply.values);
          boolean updated = reply.values.flag();
          reply.heard(queue);
          return new Updated(info, updated);
        });
  }

  @Override
  public CompletableFuture<Optional<QueueInfo>> pause(QueueName queue, boolean paused) {
    return calls.call(
        Verb.QUEUE_PAUSE,
        queue,
        calls.arguments(1).flag(paused),
        List.of(),
        reply -> {
          Optional<QueueInfo> info = Optional.ofNullable(Configs.info(queue, reply.values));
          reply.heard(queue);
          return info;
        });
  }

  /** What is left of a removed queue; null incarnation = nothing. */
  private record Deleted(boolean there, @Nullable Long incarnation, long lastSequence) {}

  @Override
  public CompletableFuture<Boolean> delete(QueueName queue) {
    return calls
        .call(
            Verb.QUEUE_DELETE,
            queue,
            calls.arguments(0),
            List.of(),
            reply ->
                new Deleted(reply.values.flag(), reply.values.optional(), reply.values.number()))
        .thenCompose(
            deleted -> {
              Long incarnation = deleted.incarnation();
              return incarnation == null
                  ? CompletableFuture.completedFuture(false)
                  : forget(queue, incarnation, deleted.lastSequence())
                      .thenApply(
                          nothing -> {
                            // Those who wait for its messages elsewhere find out that it is gone.
                            calls.tell(queue);
                            return deleted.there();
                          });
            });
  }

  private CompletableFuture<Integer> forget(QueueName queue, long incarnation, long lastSequence) {
    return calls
        .link()
        .run(
            Verb.CATALOG_REMOVE,
            CATALOG,
            queue.bytes(),
            Long.toString(incarnation).getBytes(US_ASCII),
            Long.toString(lastSequence).getBytes(US_ASCII))
        .thenCompose(
            nothing ->
                calls.call(
                    Verb.QUEUE_FORGET,
                    queue,
                    calls.arguments(1).number(incarnation),
                    List.of(),
                    reply -> 0));
  }

  @Override
  public CompletableFuture<Optional<QueueInfo>> find(QueueName queue) {
    return calls.call(
        Verb.QUEUE_INFO,
        queue,
        calls.arguments(0),
        List.of(),
        reply -> Optional.ofNullable(Configs.info(queue, reply.values)));
  }

  @Override
  public CompletableFuture<List<QueueInfo>> list(
      QueueName prefix, @Nullable QueueName cursor, int limit) {
    Boundary<byte[]> from =
        cursor != null && cursor.compareTo(prefix) >= 0
            ? Boundary.excluding(cursor.bytes())
            : Boundary.including(prefix.bytes());
    return list(from, behind(prefix), limit, List.of());
  }

  private CompletableFuture<List<QueueInfo>> list(
      Boundary<byte[]> from, Boundary<byte[]> to, int limit, List<QueueInfo> before) {
    int missing = limit - before.size();
    return calls
        .link()
        .command(
            commands -> commands.zrangebylex(CATALOG[0], Range.from(from, to), Limit.from(missing)))
        .thenCompose(
            names ->
                infos(names)
                    .thenCompose(
                        infos -> {
                          var all = new ArrayList<>(before);
                          all.addAll(infos);
                          if (names.size() < missing || all.size() == limit) {
                            return CompletableFuture.completedFuture(all);
                          }
                          // Some names had no queue yet, or none any more.
                          return list(
                              Boundary.excluding(names.get(names.size() - 1)), to, limit, all);
                        }));
  }

  private CompletableFuture<List<QueueInfo>> infos(List<byte[]> names) {
    return all(names.stream().map(QueueName::ofBytes).map(this::find).toList())
        .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
  }

  /** Before the first name that does not start with {@code prefix}. */
  private static Boundary<byte[]> behind(QueueName prefix) {
    byte[] bytes = prefix.bytes();
    for (int length = bytes.length; length > 0; length--) {
      if (bytes[length - 1] != (byte) 0xff) {
        byte[] behind = Arrays.copyOf(bytes, length);
        behind[length - 1]++;
        return Boundary.excluding(behind);
      }
    }
    return Boundary.unbounded();
  }

  @Override
  public CompletableFuture<List<Optional<QueueStats>>> stats(List<QueueName> queues) {
    return all(
        queues.stream()
            .map(
                queue ->
                    calls.call(
                        Verb.STATS, queue, calls.arguments(0), List.of(), RedisQueues::stats))
            .toList());
  }

  private static Optional<QueueStats> stats(Reply reply) {
    Unpacker in = reply.values;
    if (in.absent()) {
      return Optional.empty();
    }
    in.array();
    return Optional.of(
        new QueueStats(
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            in.instant(),
            in.instant(),
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            Configs.ring(in)));
  }

  @Override
  public CompletableFuture<RingResult> resetRing(QueueName queue) {
    return ring(queue, calls.arguments(1).none());
  }

  @Override
  public CompletableFuture<RingResult> resizeRing(QueueName queue, long max) {
    if (max < Ring.MIN_MAX || max > Ring.MAX_MAX) {
      // Out of what is read as a number, too.
      return ring(queue, calls.arguments(1).number(0));
    }
    return ring(queue, calls.arguments(1).number(max));
  }

  private CompletableFuture<RingResult> ring(QueueName queue, Packer arguments) {
    return calls.call(
        Verb.QUEUE_RING,
        queue,
        arguments,
        List.of(),
        reply -> RingResult.values()[reply.values.integer()]);
  }

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> parts.stream().map(CompletableFuture::join).toList());
  }
}
