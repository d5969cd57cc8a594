package io.posthorn.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.VoidOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.posthorn.message.Body;
import io.posthorn.redis.LuaScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one instance does in Redis, over two connections: one for commands, one for waiting. Neither
 * is ever opened again by itself: after a failure everything begins anew, and nothing that was sent
 * before is repeated behind anybody's back. Works from Redis 3.2 on. Methods block and fail with
 * {@link RedisException}; for one thread, but for {@link #close}.
 */
final class RedisList implements AutoCloseable {
  private static final LuaScript TAKE = LuaScript.resource(RedisList.class, "take.lua");
  private static final LuaScript DROP = LuaScript.resource(RedisList.class, "drop.lua");
  private static final LuaScript RECLAIM = LuaScript.resource(RedisList.class, "reclaim.lua");

  /** Instances that are looked after, most. */
  private static final int MAX_INSTANCES = 1000;

  private static final int RECLAIMED_AT_ONCE = 100;

  private final String name;
  private final String instance;
  private final RelayKeys keys;
  private final RelayTiming timing;
  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final StatefulRedisConnection<byte[], byte[]> waiting;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean old;

  private RedisList(
      String name,
      String instance,
      RelayTiming timing,
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisConnection<byte[], byte[]> waiting) {
    this.name = name;
    this.instance = instance;
    this.keys = RelayKeys.of(name, instance);
    this.timing = timing;
    this.commands = commands;
    this.waiting = waiting;
  }

  /** A client for {@code config}'s Redis; opens nothing yet. */
  static RedisClient client(RelayConfig config, RelayTiming timing) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(config.host())
            .withPort(config.port())
            .withTimeout(timing.command());
    if (config.password() != null) {
      uri.withPassword(config.password().toCharArray());
    }
    RedisClient client = RedisClient.create(uri.build());
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .protocolVersion(ProtocolVersion.RESP2)
            .socketOptions(
                SocketOptions.builder().connectTimeout(timing.command()).keepAlive(true).build())
            .build());
    return client;
  }

  /** Connects; {@code name} is the list's, without prefix. */
  static RedisList open(RedisClient client, String name, String instance, RelayTiming timing) {
    StatefulRedisConnection<byte[], byte[]> commands = client.connect(ByteArrayCodec.INSTANCE);
    try {
      StatefulRedisConnection<byte[], byte[]> waiting = client.connect(ByteArrayCodec.INSTANCE);
      waiting.setTimeout(timing.command().plus(timing.block()));
      return new RedisList(name, instance, timing, commands, waiting);
    } catch (RuntimeException e) {
      commands.close();
      throw e;
    }
  }

  /**
   * An item.
   *
   * @param body its bytes; null = they are too many
   * @param size how many they are
   */
  record Item(@Nullable Body body, long size) {
    /** As the script answers it. */
    private static Item of(Object answer) {
      return answer instanceof byte[] bytes
          ? new Item(Body.of(bytes), bytes.length)
          : new Item(null, (Long) answer);
    }
  }

  /** The items that this instance has taken and not dropped, oldest first. */
  record Held(@Nullable Long dropped, List<Item> items) {}

  /**
   * Says that this instance lives; takes up to {@code most} items if it holds none; answers what it
   * holds, up to {@code show} items and about {@code bytes}, without those above {@code largest}.
   */
  Held take(int most, int show, long bytes, int largest, Instant now) {
    byte[][] arguments = {
      ascii(most),
      ascii(show),
      ascii(bytes),
      instance.getBytes(UTF_8),
      ascii(now.getEpochSecond()),
      ascii(timing.life().toMillis()),
      ascii(largest)
    };
    List<Object> answer =
        get(
            TAKE.<byte[], byte[], List<Object>>call(
                commands.async(), ScriptOutputType.MULTI, keysOf(keys), arguments));
    byte[] dropped = (byte[]) answer.get(0);
    return new Held(
        dropped.length == 0 ? null : Long.valueOf(new String(dropped, US_ASCII)),
        answer.stream().skip(1).map(Item::of).toList());
  }

  /**
   * Drops the oldest {@code count} items that this instance holds.
   *
   * @param held as {@link #take} answered it
   * @param dropped how many it will have dropped then
   * @param dead which of them go to the list of dead ones, the oldest being 1
   * @return false when nothing was done, because they were reclaimed meanwhile
   */
  boolean drop(Held held, int count, long dropped, List<Integer> dead) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(held.dropped() == null ? new byte[0] : ascii(held.dropped()));
    arguments.add(ascii(count));
    arguments.add(ascii(dropped));
    dead.forEach(position -> arguments.add(ascii(position)));
    byte[][] on = {keys.processing(), keys.dropped(), keys.dead()};
    return number(DROP, on, arguments.toArray(new byte[0][])) == 1;
  }

  /**
   * Waits until there is an item, and takes it, or for {@link RelayTiming#block}. The answer, which
   * has the item, is passed over: it may be larger than any that {@link #take} shows.
   */
  void await() {
    long seconds = Math.max(1, timing.block().toSeconds());
    CommandArgs<byte[], byte[]> between =
        new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(keys.list()).addKey(keys.processing());
    // Its shared instance would keep the error of one command for the next.
    var ignored = new VoidOutput<>(ByteArrayCodec.INSTANCE);
    if (old) {
      waiting.sync().dispatch(CommandType.BRPOPLPUSH, ignored, between.add(seconds));
      return;
    }
    try {
      between.add("RIGHT").add("LEFT").add(seconds);
      waiting.sync().dispatch(CommandType.BLMOVE, ignored, between);
    } catch (RedisCommandExecutionException e) {
      old = String.valueOf(e.getMessage()).contains("unknown command");
      if (!old) {
        throw e;
      }
    }
  }

  /** Puts the items of dead instances back; answers how many. */
  int reclaim(Instant now) {
    int moved = 0;
    for (byte[] other : commands.sync().zrange(keys.instances(), 0, MAX_INSTANCES - 1)) {
      String id = new String(other, UTF_8);
      if (!id.equals(instance)) {
        moved += reclaim(id, now.minus(timing.memory()));
      }
    }
    return moved;
  }

  private int reclaim(String other, Instant forgotten) {
    byte[][] arguments = {
      other.getBytes(UTF_8), ascii(RECLAIMED_AT_ONCE), ascii(forgotten.getEpochSecond())
    };
    int all = 0;
    while (true) {
      byte[][] on = keysOf(RelayKeys.of(name, other));
      long moved = number(RECLAIM, on, arguments);
      if (moved <= 0) {
        return all;
      }
      all += (int) moved;
    }
  }

  /** Adds an item at the head, behind all that wait. */
  void push(byte[] item) {
    commands.sync().lpush(keys.list(), item);
  }

  private long number(LuaScript script, byte[][] on, byte[][] arguments) {
    return get(
        script.<byte[], byte[], Long>call(
            commands.async(), ScriptOutputType.INTEGER, on, arguments));
  }

  private <T> T get(CompletableFuture<T> reply) {
    try {
      return reply.get(timing.command().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RedisException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RedisException known ? known : new RedisException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(e);
    }
  }

  /** Closes both connections; whoever waits fails. From any thread. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      waiting.closeAsync();
      commands.closeAsync();
    }
  }

  private static byte[][] keysOf(RelayKeys keys) {
    return new byte[][] {
      keys.list(), keys.processing(), keys.dropped(), keys.heartbeat(), keys.instances()
    };
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
