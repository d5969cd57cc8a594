package io.posthorn.delivery.call;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls on event loops of its own. An origin has a home loop, where its few calls share few
 * connections; only an origin with many calls in flight spreads over all loops.
 */
public final class NettyCaller implements Caller {
  private static final Logger LOG = LoggerFactory.getLogger(NettyCaller.class);

  /** Calls in flight that an origin has on its home loop before it uses the next one. */
  private static final int SPREAD = 16;

  private static final int SLOTS = 1024;
  private static final int CLOSE_SECONDS = 8;

  private final MultiThreadIoEventLoopGroup group;
  private final Resolution resolution;
  private final List<CallLoop> loops = new ArrayList<>();
  private final Runnable whenClosed;
  private final boolean spreads;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Calls in flight by the hash of their origin: approximate, but of a fixed size. */
  private final AtomicIntegerArray inFlight = new AtomicIntegerArray(SLOTS);

  private NettyCaller(
      CallerOptions options,
      TlsClient tls,
      Resolution resolution,
      MultiThreadIoEventLoopGroup group,
      Runnable whenClosed) {
    this.group = group;
    this.whenClosed = whenClosed;
    this.resolution = resolution;
    int loopCount = options.eventLoops();
    this.spreads = loopCount > 1 && options.connections().perTarget() >= loopCount * SPREAD;
    int perTarget =
        spreads ? options.connections().perTarget() / loopCount : options.connections().perTarget();
    group.forEach(
        executor -> {
          int number = loops.size();
          loops.add(
              new CallLoop(
                  (EventLoop) executor,
                  options,
                  tls,
                  perTarget,
                  connections,
                  () -> closeUnused(number, loopCount - 1)));
        });
  }

  /** One of the {@code others} after loop {@code number} closes a connection it does not use. */
  private void closeUnused(int number, int others) {
    if (others == 0 || closed.get()) {
      return;
    }
    int next = (number + 1) % loops.size();
    CallLoop loop = loops.get(next);
    loop.executor()
        .execute(
            () -> {
              if (!loop.closeUnused()) {
                closeUnused(next, others - 1);
              }
            });
  }

  /**
   * Starts the event loops; blocks while files are read. Hosts are looked up by the operating
   * system, and {@code policy} judges what is found; the proxy's own address is not judged.
   *
   * @throws IOException when a file of {@code options} can't be used; the message names it
   */
  public static NettyCaller open(CallerOptions options, AddressPolicy policy, InstantSource clock)
      throws IOException {
    CachingResolver system = CachingResolver.system(clock);
    try {
      return open(options, new GuardedResolver(system, policy), system, system::close);
    } catch (IOException | RuntimeException e) {
      system.close();
      throw e;
    }
  }

  /**
   * The same with other resolvers.
   *
   * @param targets finds and checks the addresses of targets
   * @param proxies finds those of the proxy, if there is one
   * @param whenClosed run when this is closed
   */
  static NettyCaller open(
      CallerOptions options, Resolver targets, Resolver proxies, Runnable whenClosed)
      throws IOException {
    TlsClient tls = TlsClient.open(options);
    var resolution = new Resolution(targets, proxies, options.proxy());
    var group =
        new MultiThreadIoEventLoopGroup(
            options.eventLoops(),
            new DefaultThreadFactory("posthorn-call", true),
            NioIoHandler.newFactory());
    return new NettyCaller(options, tls, resolution, group, whenClosed);
  }

  @Override
  public PendingCall call(Call call) {
    int slot = Origin.of(call.url()).hashCode() & SLOTS - 1;
    int before = inFlight.getAndIncrement(slot);
    int number = spreads ? slot + before / SPREAD : slot;
    CallLoop loop = loops.get((number & Integer.MAX_VALUE) % loops.size());
    var pending = new HttpCall(loop, resolution, call, () -> inFlight.getAndDecrement(slot));
    try {
      loop.executor().execute(pending::begin);
    } catch (RejectedExecutionException e) {
      pending.refuse();
    }
    return pending;
  }

  /** Open connections, those in the making among them. */
  public int connections() {
    return connections.get();
  }

  /** Origins that have connections or calls that wait for one; for tests, blocks a moment. */
  int pools() {
    int sum = 0;
    for (CallLoop loop : loops) {
      sum += loop.executor().submit(loop::pools).syncUninterruptibly().getNow();
    }
    return sum;
  }

  /** Calls in flight. */
  int inFlight() {
    int sum = 0;
    for (int i = 0; i < SLOTS; i++) {
      sum += inFlight.get(i);
    }
    return sum;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    whenClosed.run();
    for (CallLoop loop : loops) {
      loop.executor().execute(loop::close);
    }
    boolean ended =
        group
            .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(CLOSE_SECONDS + 1, TimeUnit.SECONDS);
    if (!ended) {
      LOG.warn("Event loops of calls did not end within {} s", CLOSE_SECONDS + 1);
    }
  }
}
