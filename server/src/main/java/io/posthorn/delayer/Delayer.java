package io.posthorn.delayer;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.posthorn.config.ConfigException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Moves jobs that are due to the ready queues of their topics until it is closed. Several may serve
 * one Redis: each job is moved by one of them. All work is done by one thread of its own.
 *
 * <p>It looks at the pool when the earliest job it knows of becomes due, and once in an interval
 * for those that came since. While Redis is away it tries again and again.
 */
public final class Delayer implements AutoCloseable {
  /** More than any call takes; after it Redis is held for unreachable. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final int LEAST_THREADS = 2;

  private final ClientResources resources;
  private final RedisClient client;
  private final Mover mover;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "posthorn-delayer");

  private Delayer(DelayerOptions options, InstantSource clock, DelayerLog log) {
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(LEAST_THREADS)
            .computationThreadPoolSize(LEAST_THREADS)
            .build();
    client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            // Redis 3.2 knows no other.
            .protocolVersion(ProtocolVersion.RESP2)
            // A new connection begins with the checks of the first.
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECTING).build())
            .sslOptions(SslOptions.builder().handshakeTimeout(CONNECTING).build())
            .build());
    options.redis().setTimeout(PATIENCE);
    mover = new Mover(client, options, clock, log, PATIENCE);
  }

  /**
   * Starts one. A Redis that is away, or refuses, is no failure: it is logged, and tried again.
   *
   * @param clock the wall clock, which decides what is due
   * @throws ConfigException when Redis is a Cluster
   */
  public static Delayer start(DelayerOptions options, InstantSource clock, DelayerLog log) {
    Delayer delayer = new Delayer(options, clock, log);
    try {
      delayer.mover.connect();
    } catch (RuntimeException | Error e) {
      delayer.shutDown();
      throw e;
    }
    delayer.thread.start();
    return delayer;
  }

  /** Stops after the call to Redis that is under way, and what it says, if any. */
  @Override
  public void close() {
    mover.stop();
    stop.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    shutDown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        pause = mover.turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void shutDown() {
    client.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
