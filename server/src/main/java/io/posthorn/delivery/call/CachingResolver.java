package io.posthorn.delivery.call;

import io.posthorn.message.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks hosts up on a few threads of its own, each host once at a time, and keeps what was found. A
 * host that is in use is looked up anew before its addresses grow too old, and keeps them a while
 * longer if its turn has not come by then, so that others whose lookups take long do not hold it
 * up. Any thread may ask.
 */
public final class CachingResolver implements Resolver, AutoCloseable {
  /** How a host is looked up; may block. */
  interface Lookup {
    /** The addresses of {@code host}. */
    List<InetAddress> lookup(String host) throws UnknownHostException;
  }

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Lookup lookup;
  private final ResolverOptions options;
  private final InstantSource clock;
  private final ThreadPoolExecutor threads;

  // Guarded by this.
  private final LinkedHashMap<String, Entry> cache = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new HashMap<>();

  CachingResolver(Lookup lookup, ResolverOptions options, InstantSource clock) {
    this.lookup = lookup;
    this.options = options;
    this.clock = clock;
    var number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            options.threads(),
            options.threads(),
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(options.queued()),
            task -> {
              var thread = new Thread(task, "posthorn-resolver-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** One that asks the operating system. */
  public static CachingResolver system(InstantSource clock) {
    return new CachingResolver(
        host -> List.of(InetAddress.getAllByName(host)), ResolverOptions.DEFAULT, clock);
  }

  @Override
  public CompletableFuture<List<InetAddress>> resolve(String host) {
    InetAddress literal = IpAddresses.parse(host);
    if (literal != null) {
      return CompletableFuture.completedFuture(List.of(literal));
    }
    if (isNumeric(host)) {
      // The JDK would read it as an address, by rules of its own.
      return CompletableFuture.failedFuture(
          new UnresolvedException("host '" + host + "' is neither a name nor an address"));
    }
    Entry entry;
    synchronized (this) {
      Instant now = clock.instant();
      entry = cache.get(host);
      if (entry == null || !now.isBefore(entry.until)) {
        boolean waits = underWay.containsKey(host);
        CompletableFuture<List<InetAddress>> lookingUp = lookUp(host);
        boolean late = waits || lookingUp.isCompletedExceptionally();
        if (entry == null || !late || !now.isBefore(entry.overdueUntil)) {
          // A copy, so that nobody's cancelling reaches those who wait for the same host.
          return lookingUp.copy();
        }
        return entry.result();
      }
      if (!now.isBefore(entry.renewFrom)) {
        lookUp(host);
      }
    }
    return entry.result();
  }

  /** Ends the lookups that wait; those under way end by themselves. */
  @Override
  public void close() {
    threads.shutdownNow();
    List<CompletableFuture<List<InetAddress>>> waiting;
    synchronized (this) {
      waiting = List.copyOf(underWay.values());
      underWay.clear();
    }
    for (CompletableFuture<List<InetAddress>> future : waiting) {
      future.completeExceptionally(new UnresolvedException("the resolver was closed"));
    }
  }

  private synchronized CompletableFuture<List<InetAddress>> lookUp(String host) {
    CompletableFuture<List<InetAddress>> running = underWay.get(host);
    if (running != null) {
      return running;
    }
    var future = new CompletableFuture<List<InetAddress>>();
    underWay.put(host, future);
    try {
      threads.execute(() -> run(host, future));
      return future;
    } catch (RejectedExecutionException e) {
      underWay.remove(host);
      String why =
          threads.isShutdown()
              ? "the resolver was closed"
              : options.queued() + " other lookups wait already";
      return CompletableFuture.failedFuture(
          new UnresolvedException("host '" + host + "' was not looked up: " + why));
    }
  }

  private void run(String host, CompletableFuture<List<InetAddress>> future) {
    List<InetAddress> addresses = List.of();
    String failure = "host '" + host + "' has no address";
    try {
      addresses = List.copyOf(lookup.lookup(host));
    } catch (UnknownHostException e) {
      // Its message is the name again; there is nothing more to say.
    } catch (RuntimeException e) {
      failure = "host '" + host + "' was not looked up: " + e;
    }
    boolean found = !addresses.isEmpty();
    var entry = entry(addresses, found ? null : failure);
    synchronized (this) {
      underWay.remove(host, future);
      keep(host, entry);
    }
    if (found) {
      future.complete(addresses);
    } else {
      future.completeExceptionally(new UnresolvedException(failure));
    }
  }

  private Entry entry(List<InetAddress> addresses, @Nullable String failure) {
    Instant now = clock.instant();
    if (failure != null) {
      Instant until = now.plus(options.notFound());
      return new Entry(addresses, failure, until, until, until);
    }
    Instant renewFrom = now.plus(options.found().dividedBy(2));
    Instant until = now.plus(options.found());
    return new Entry(addresses, null, renewFrom, until, until.plus(options.overdue()));
  }

  /** A failed renewal leaves the addresses to their end. */
  private void keep(String host, Entry entry) {
    Entry known = cache.get(host);
    boolean stillGood =
        known != null && known.failure == null && clock.instant().isBefore(known.until);
    if (entry.failure != null && stillGood) {
      return;
    }
    cache.put(host, entry);
    if (cache.size() > options.cached()) {
      var eldest = cache.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  private static boolean isNumeric(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return host.indexOf(':') >= 0
        || last.isEmpty()
        || last.chars().allMatch(c -> c >= '0' && c <= '9')
        || last.startsWith("0x");
  }

  /**
   * What a lookup brought.
   *
   * @param addresses empty when it failed
   * @param failure a sentence; null when it did not fail
   * @param renewFrom from when on asking for it starts the next lookup
   * @param until when it ends
   * @param overdueUntil when it ends if the next lookup has to wait
   */
  private record Entry(
      List<InetAddress> addresses,
      @Nullable String failure,
      Instant renewFrom,
      Instant until,
      Instant overdueUntil) {
    CompletableFuture<List<InetAddress>> result() {
      return failure == null
          ? CompletableFuture.completedFuture(addresses)
          : CompletableFuture.failedFuture(new UnresolvedException(failure));
    }
  }
}
