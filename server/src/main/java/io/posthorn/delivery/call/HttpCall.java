package io.posthorn.delivery.call;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.ScheduledFuture;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.TargetUrl;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way: resolve, connect, exchange, and again for each redirect. One timer at a time
 * watches it: until a connection stands it is the connect timeout's, then the timeout's. All but
 * {@link #outcome} and {@link #abort} is confined to its event loop.
 */
final class HttpCall implements PendingCall, Exchange.Listener {
  private final CallLoop loop;
  private final Runnable whenEnded;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final long startedAt = System.nanoTime();
  private final Resolution resolution;

  private Call call;
  private long connectDeadline;
  private List<InetAddress> addresses = List.of();
  private @Nullable Pool waitingIn;
  private boolean asked;
  private boolean renewed;
  private boolean reached;
  private boolean reachedBefore;
  private boolean ended;
  private @Nullable Exchange exchange;
  private @Nullable ScheduledFuture<?> timer;

  HttpCall(CallLoop loop, Resolution resolution, Call call, Runnable whenEnded) {
    this.loop = loop;
    this.resolution = resolution;
    this.call = call;
    this.whenEnded = whenEnded;
  }

  @Override
  public CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  @Override
  public void abort() {
    loop.executor().execute(this::abortNow);
  }

  void abortNow() {
    end(new Failed(Failure.ABORTED, "the call was aborted"));
  }

  /** Begins; once. */
  void begin() {
    if (loop.begun(this)) {
      resolve();
    } else {
      end(new Failed(Failure.ABORTED, "closed: no further calls are made"));
    }
  }

  /** Ends a call that no event loop takes any more; from any thread. */
  void refuse() {
    complete(new Failed(Failure.ABORTED, "closed: no further calls are made"));
  }

  List<InetAddress> addresses() {
    return addresses;
  }

  long connectDeadline() {
    return connectDeadline;
  }

  boolean hasAsked() {
    return asked;
  }

  /** A connection is being opened on behalf of this. */
  void asked() {
    asked = true;
  }

  private void resolve() {
    connectDeadline = System.nanoTime() + call.connectTimeout().toNanos();
    asked = false;
    TargetUrl url = call.url();
    CompletableFuture<List<InetAddress>> resolving = resolution.resolve(url);
    if (resolving.isDone()) {
      resolving.whenComplete(this::resolved);
      return;
    }
    watch(call.connectTimeout(), () -> end(unresolvedInTime(url)));
    resolving.whenComplete(
        (found, problem) ->
            loop.executor()
                .execute(
                    () -> {
                      // A call that ended, by its timer or an abort, is not interested any more.
                      if (!ended) {
                        resolved(found, problem);
                      }
                    }));
  }

  private Failed unresolvedInTime(TargetUrl url) {
    return new Failed(Failure.UNRESOLVED, url.lookupHost() + ": no address in time");
  }

  private void resolved(@Nullable List<InetAddress> found, @Nullable Throwable problem) {
    unwatch();
    if (problem != null || found == null) {
      end(unresolved(problem));
      return;
    }
    if (found.isEmpty()) {
      end(new Failed(Failure.UNRESOLVED, call.url().lookupHost() + ": no address"));
      return;
    }
    addresses = found;
    loop.pool(Origin.of(call.url())).acquire(this);
  }

  private Failed unresolved(@Nullable Throwable problem) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    Failure failure = cause instanceof DeniedException ? Failure.DENIED : Failure.UNRESOLVED;
    String message = cause == null ? null : cause.getMessage();
    return new Failed(
        failure,
        Failed.shown(message == null ? call.url().lookupHost() + ": no address" : message));
  }

  /** This waits in {@code pool} until it is told otherwise. */
  void waiting(Pool pool) {
    waitingIn = pool;
    if (timer == null) {
      long left = connectDeadline - System.nanoTime();
      watch(Duration.ofNanos(Math.max(1, left)), () -> end(notConnectedInTime(pool)));
    }
  }

  private Failed notConnectedInTime(Pool pool) {
    String within = " within " + shown(call.connectTimeout());
    return pool.connecting()
        ? new Failed(Failure.CONNECT, pool.origin() + ": no connection" + within)
        : new Failed(Failure.OVERLOADED, pool.origin() + ": no connection was free" + within);
  }

  /** The pool has no connection for this. */
  void notConnected(Failed why) {
    waitingIn = null;
    end(why);
  }

  /** The pool gives {@code connection} to this. */
  void connected(Connection connection) {
    waitingIn = null;
    FullHttpRequest request = Requests.of(call, loop.options());
    var next = new Exchange(request, loop.options().maxAnswer(), this);
    exchange = next;
    watch(call.timeout(), () -> end(unansweredInTime(next)));
    reachedBefore = reached;
    reached = true;
    connection.begin(next);
  }

  private Failed unansweredInTime(Exchange waited) {
    String within = " within " + shown(call.timeout());
    return new Failed(
        Failure.TIMEOUT,
        waited.status() == 0
            ? "no answer" + within
            : "the answer was not whole" + within + ": " + waited.readBytes() + " bytes came");
  }

  @Override
  public void unprocessed(Exchange tried, Failed why) {
    exchange = null;
    reached = reachedBefore;
    if (renewed) {
      end(why);
      return;
    }
    // Once, and without asking for addresses again: the time for connecting counts anew.
    renewed = true;
    unwatch();
    connectDeadline = System.nanoTime() + call.connectTimeout().toNanos();
    asked = false;
    loop.pool(Origin.of(call.url())).acquire(this);
  }

  @Override
  public void failed(Exchange tried, Failed why) {
    end(why);
  }

  @Override
  public void answered(Exchange told) {
    Call next;
    try {
      String location = call.redirects() == 0 ? null : valueOf(told.headers(), "Location");
      next = Redirects.next(call, told.status(), location);
    } catch (IllegalArgumentException e) {
      end(new Failed(Failure.PROTOCOL, Failed.shown("redirect: " + e.getMessage())));
      return;
    }
    if (next == null) {
      end(null);
      return;
    }
    call = next;
    exchange = null;
    addresses = List.of();
    renewed = false;
    unwatch();
    // As a task of its own: by then the connection is free again.
    loop.executor()
        .execute(
            () -> {
              if (!ended) {
                resolve();
              }
            });
  }

  private static @Nullable String valueOf(List<Header> headers, String name) {
    for (Header header : headers) {
      if (header.name().equals(name)) {
        return header.value();
      }
    }
    return null;
  }

  private void end(@Nullable Failed why) {
    if (ended) {
      return;
    }
    ended = true;
    unwatch();
    Pool pool = waitingIn;
    if (pool != null) {
      waitingIn = null;
      pool.leave(this);
    }
    Exchange running = exchange;
    if (running != null) {
      running.cancel();
    }
    loop.ended(this);
    complete(why);
  }

  private void complete(@Nullable Failed why) {
    whenEnded.run();
    Exchange last = exchange;
    outcome.complete(
        new Outcome(
            last == null ? 0 : last.status(),
            why == null ? null : why.failure(),
            why == null ? null : why.detail(),
            reached,
            last == null ? Body.EMPTY : last.answer(),
            last == null ? List.of() : last.headers(),
            Duration.ofNanos(System.nanoTime() - startedAt)));
  }

  private void watch(Duration within, Runnable otherwise) {
    unwatch();
    timer = loop.after(within, otherwise);
  }

  private void unwatch() {
    ScheduledFuture<?> running = timer;
    if (running != null) {
      running.cancel(false);
      timer = null;
    }
  }

  private static String shown(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
