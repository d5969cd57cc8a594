package io.posthorn.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what is in a Redis and changes nothing. Each call waits for its answer, at most a
 * minute, and fails with {@link RedisReadException}. Keys and values may be any bytes: a char of
 * the texts here stands for one. Belongs to one thread.
 */
public final class RedisReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SCANNED_AT_ONCE = 1000;

  private final String address;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  /**
   * A member of a sorted set.
   *
   * @param score may be infinite
   */
  public record Scored(String member, double score) {}

  private RedisReader(RedisURI uri) {
    address = RedisErrors.address(uri);
    client = RedisClient.create();
    client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    try {
      connection = client.connect(new StringCodec(ISO_8859_1), uri);
    } catch (RuntimeException e) {
      client.shutdown();
      throw new RedisReadException(RedisErrors.sentence(e, address), e);
    }
  }

  /**
   * Connects to a Redis given as {@code redis://}, {@code rediss://} or {@code redis-sentinel://}.
   *
   * @throws IllegalArgumentException when {@code uri} is none; without repeating it, since it may
   *     have a password
   * @throws RedisReadException when there is no connection
   */
  public static RedisReader open(String uri) {
    RedisURI redis;
    try {
      redis = RedisURI.create(uri);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the address of Redis is not usable (expected: like redis://:password@host:6379/0)");
    }
    return new RedisReader(redis);
  }

  /** Host and port; never a password. */
  public String address() {
    return address;
  }

  /** The members of a sorted set; 0 where there is no such key. */
  public long cardinality(String key) {
    return get(key, () -> commands().zcard(key));
  }

  /** The members from the 0-based rank {@code from} on, by score, then by bytes. */
  public List<Scored> ranked(String key, long from, int count) {
    List<ScoredValue<String>> found =
        get(key, () -> commands().zrangeWithScores(key, from, from + count - 1));
    return found.stream().map(one -> new Scored(one.getValue(), one.getScore())).toList();
  }

  /** The items of a list; 0 where there is no such key. */
  public long length(String key) {
    return get(key, () -> commands().llen(key));
  }

  /** The items from the 0-based index {@code from} on; a negative one counts from the end. */
  public List<String> items(String key, long from, long to) {
    return get(key, () -> commands().lrange(key, from, to));
  }

  /** All fields of a hash; none where there is no such key. */
  public Map<String, String> hash(String key) {
    return get(key, () -> commands().hgetall(key));
  }

  /** The values of some fields of a hash; null = there is no such field, or key. */
  public List<@Nullable String> values(String key, List<String> fields) {
    if (fields.isEmpty()) {
      return List.of();
    }
    List<@Nullable String> values = new ArrayList<>(fields.size());
    get(key, () -> commands().hmget(key, fields.toArray(new String[0])))
        .forEach(one -> values.add(one.getValueOrElse(null)));
    return values;
  }

  /** The hashes at {@code keys}, asked for in one go. */
  public List<Map<String, String>> hashes(List<String> keys) {
    return all(keys, key -> commands().hgetall(key));
  }

  /** How many milliseconds each of {@code keys} has left; -1 = for ever, -2 = it is not there. */
  public List<Long> lives(List<String> keys) {
    return all(keys, key -> commands().pttl(key));
  }

  /** The keys that begin with {@code prefix}, sorted. */
  public List<String> keys(String prefix) {
    ScanArgs args =
        ScanArgs.Builder.matches(prefix.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0") + "*")
            .limit(SCANNED_AT_ONCE);
    var keys = new TreeSet<String>();
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      ScanCursor from = cursor;
      KeyScanCursor<String> page = get(null, () -> commands().scan(from, args));
      keys.addAll(page.getKeys());
      cursor = page;
    }
    return List.copyOf(keys);
  }

  private RedisAsyncCommands<String, String> commands() {
    return connection.async();
  }

  private <T> List<T> all(List<String> keys, Function<String, RedisFuture<T>> command) {
    List<RedisFuture<T>> sent = keys.stream().map(command).toList();
    List<T> answers = new ArrayList<>(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      RedisFuture<T> one = sent.get(i);
      answers.add(get(keys.get(i), () -> one));
    }
    return answers;
  }

  private <T> T get(@Nullable String key, Supplier<RedisFuture<T>> command) {
    try {
      return LettuceFutures.awaitOrCancel(
          command.get(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      throw new RedisReadException(RedisErrors.sentence(e, address, key), e);
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
