package io.posthorn.client;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Talks to Delayer through Redis, command for command as its Go and PHP clients do. Nothing waits:
 * futures fail with {@link PosthornException}, and mostly complete on a thread of Lettuce, which
 * must not wait for another of them. Any thread may call. {@link DelayerClient} waits, and says
 * more.
 */
public final class AsyncDelayerClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final RedisConnections connections;
  private final DelayerKeys keys;
  private final InstantSource clock;

  AsyncDelayerClient(RedisConnections connections, DelayerKeys keys, InstantSource clock) {
    this.connections = connections;
    this.keys = keys;
    this.clock = clock;
  }

  /** As {@link DelayerClient#push(DelayerJob, Duration, Duration)}. */
  @SuppressWarnings("ArrayAsKeyOfSetOrMap") // its fields are written in order, never looked up
  public CompletableFuture<Boolean> push(
      DelayerJob job, Duration delay, Duration readyMaxLifetime) {
    long wait = seconds("delay", delay, 0);
    long life = wait + seconds("readyMaxLifetime", readyMaxLifetime, 1);
    byte[] id = DelayerKeys.bytes(job.id());
    Map<byte[], byte[]> fields = new LinkedHashMap<>();
    fields.put(DelayerKeys.TOPIC, DelayerKeys.bytes(job.topic()));
    fields.put(DelayerKeys.BODY, job.body().bytes());
    long due = clock.instant().getEpochSecond() + wait;
    return transaction(
        redis -> {
          redis.hmset(keys.bucket(id), fields);
          redis.expire(keys.bucket(id), life);
          zadd(redis, due, id);
        },
        3);
  }

  /** In digits, as the others write it; Lettuce would write a number of seconds as 1.54E9. */
  private void zadd(RedisAsyncCommands<byte[], byte[]> redis, long due, byte[] id) {
    redis.dispatch(
        CommandType.ZADD,
        new IntegerOutput<>(ByteArrayCodec.INSTANCE),
        new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(keys.pool).add(due).addValue(id));
  }

  /** As {@link DelayerClient#remove}. */
  public CompletableFuture<Boolean> remove(String id) {
    byte[] bytes = DelayerKeys.bytes(id);
    return transaction(
        redis -> {
          redis.zrem(keys.pool, bytes);
          redis.del(keys.bucket(bytes));
        },
        2);
  }

  /** As {@link DelayerClient#pop}. */
  public CompletableFuture<Optional<DelayerJob>> pop(String topic) {
    CompletableFuture<Optional<DelayerJob>> result = new CompletableFuture<>();
    pop(topic, result);
    return result;
  }

  /** An id whose job expired is passed over: "nothing" means that the list is empty. */
  private void pop(String topic, CompletableFuture<Optional<DelayerJob>> result) {
    shared(redis -> redis.rpop(keys.ready(topic)))
        .whenComplete((id, failure) -> popped(id, failure, topic, result));
  }

  /** Goes on until there is a job, or none: by calls, for any number of ids may have expired. */
  private void popped(
      byte @Nullable [] id,
      @Nullable Throwable failure,
      String topic,
      CompletableFuture<Optional<DelayerJob>> result) {
    if (failure != null) {
      result.completeExceptionally(exception(failure));
    } else if (id == null) {
      result.complete(Optional.empty());
    } else {
      job(id)
          .whenComplete(
              (job, unread) -> {
                if (unread != null) {
                  result.completeExceptionally(exception(unread));
                } else if (job.isPresent()) {
                  result.complete(job);
                } else {
                  pop(topic, result);
                }
              });
    }
  }

  /** As {@link DelayerClient#bPop}. */
  public CompletableFuture<Optional<DelayerJob>> bPop(String topic, Duration longest) {
    long wait = seconds("longest", longest, 1);
    if (wait > LONGEST_WAIT.toSeconds()) {
      throw new IllegalArgumentException(
          "longest: " + longest + " (expected: at most " + LONGEST_WAIT + ")");
    }
    CompletableFuture<Optional<DelayerJob>> result = new CompletableFuture<>();
    connections
        .borrow()
        .whenComplete(
            (connection, failure) -> {
              if (failure != null) {
                result.completeExceptionally(exception(failure));
              } else if (result.isDone()) {
                // Nobody waits any more: what was popped now would be lost.
                connections.giveBack(connection);
              } else {
                await(connection, topic, wait, result);
              }
            });
    return result;
  }

  private void await(
      StatefulRedisConnection<byte[], byte[]> connection,
      String topic,
      long wait,
      CompletableFuture<Optional<DelayerJob>> result) {
    CompletableFuture<KeyValue<byte[], byte[]>> popped =
        connection
            .async()
            .brpop(wait, keys.ready(topic))
            .toCompletableFuture()
            .orTimeout(wait + TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    result.whenComplete(
        (job, failure) -> {
          // Redis would hand a job to nobody. Once it has answered, the connection is another's.
          if (result.isCancelled() && !popped.isDone()) {
            connection.closeAsync();
          }
        });
    popped
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                connections.giveBack(connection);
              } else {
                connection.closeAsync();
              }
            })
        .whenComplete(
            (found, failure) ->
                popped(
                    found != null && found.hasValue() ? found.getValue() : null,
                    failure,
                    topic,
                    result));
  }

  /** The job behind an id that was taken from a list; empty = it expired there. */
  private CompletableFuture<Optional<DelayerJob>> job(byte[] id) {
    return shared(
            redis -> {
              RedisFuture<Map<byte[], byte[]>> found = redis.hgetall(keys.bucket(id));
              redis.del(keys.bucket(id));
              return found;
            })
        .thenApply(fields -> job(id, fields));
  }

  private static Optional<DelayerJob> job(byte[] id, Map<byte[], byte[]> fields) {
    byte @Nullable [] topic = field(fields, DelayerKeys.TOPIC);
    byte @Nullable [] body = field(fields, DelayerKeys.BODY);
    if (topic == null || topic.length == 0 || body == null || body.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new DelayerJob(Body.owning(id).text(), Body.owning(topic).text(), Body.owning(body)));
  }

  private static byte @Nullable [] field(Map<byte[], byte[]> fields, byte[] name) {
    return fields.entrySet().stream()
        .filter(field -> Arrays.equals(field.getKey(), name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** Whether each command of a transaction changed something. */
  private CompletableFuture<Boolean> transaction(
      java.util.function.Consumer<RedisAsyncCommands<byte[], byte[]>> commands, int count) {
    return named(
        shared(
                redis -> {
                  redis.multi();
                  commands.accept(redis);
                  return redis.exec();
                })
            .thenApply(result -> changed(result, count)));
  }

  private static boolean changed(TransactionResult result, int count) {
    if (result.wasDiscarded() || result.size() != count) {
      return false;
    }
    boolean all = true;
    for (Object reply : result) {
      if (reply instanceof RuntimeException refused) {
        throw refused;
      }
      all &= "OK".equals(reply) || Boolean.TRUE.equals(reply) || isPositive(reply);
    }
    return all;
  }

  private static boolean isPositive(Object reply) {
    return reply instanceof Number number && number.longValue() > 0;
  }

  /** What is dispatched while the connection is held goes out without anything in between. */
  private <T> CompletableFuture<T> shared(
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> call) {
    return connections
        .shared()
        .thenCompose(
            connection -> {
              synchronized (connection) {
                return call.apply(connection.async())
                    .toCompletableFuture()
                    .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .whenComplete((value, failure) -> closeIfSilent(connection, failure));
              }
            });
  }

  /** A peer that went without a word leaves a connection which looks open for a long time. */
  private static void closeIfSilent(
      StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable failure) {
    if (failure instanceof TimeoutException) {
      connection.closeAsync();
    }
  }

  private static <T> CompletableFuture<T> named(CompletableFuture<T> future) {
    CompletableFuture<T> named = new CompletableFuture<>();
    future.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            named.complete(value);
          } else {
            named.completeExceptionally(exception(failure));
          }
        });
    return named;
  }

  private static PosthornException exception(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof PosthornException known) {
      return known;
    }
    String code =
        cause instanceof TimeoutException
            ? PosthornException.TIMEOUT
            : cause instanceof RedisCommandExecutionException
                ? PosthornException.REDIS
                : PosthornException.UNREACHABLE;
    return PosthornException.unanswered(code, "Redis: " + words(cause), cause);
  }

  private static String words(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    String message = cause.getMessage();
    return message == null ? "the connection was closed" : message;
  }

  /** Delayer counts in seconds; part of one counts as one. */
  private static long seconds(String field, Duration duration, long least) {
    long seconds = duration.plusNanos(999_999_999).toSeconds();
    if (duration.isNegative() || seconds < least) {
      throw new IllegalArgumentException(
          field + ": " + duration + " (expected: " + least + " s or longer)");
    }
    return seconds;
  }
}
