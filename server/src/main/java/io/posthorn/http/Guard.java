package io.posthorn.http;

import io.posthorn.access.Access;
import io.posthorn.access.FailureRate;
import io.posthorn.access.FailureRate.Verdict;
import io.posthorn.access.Identity;
import io.posthorn.access.KeyText;
import io.posthorn.access.Permission;
import io.posthorn.access.Role;
import io.posthorn.access.Route;
import io.posthorn.access.Route.Scope;
import io.posthorn.http.Denial.Kind;
import io.posthorn.message.QueueName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in, or not: finds out who asks, and holds what they ask for against the table of
 * {@link Route}s. The same for every protocol, whatever its way to say no. Thread-safe; computes
 * only.
 */
public final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final int BURST = 20;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Access access;
  private final FailureRate failures;
  private final boolean loopback;

  /**
   * Asks for the keys of {@code access}; {@code failures} says how fast wrong ones may come.
   *
   * @param loopback whether only this machine reaches the server
   */
  public Guard(Access access, FailureRate failures, boolean loopback) {
    this.access = access;
    this.failures = failures;
    this.loopback = loopback;
  }

  /** As above, with twenty wrong keys at once from an address and one a second. */
  public Guard(Access access, boolean loopback) {
    this(
        access,
        new FailureRate(BURST, INTERVAL, System::nanoTime, System.identityHashCode(access)),
        loopback);
  }

  /** Lets everybody do everything. */
  public static Guard open() {
    return new Guard(Access.open(), false);
  }

  /** Whether requests need a key. */
  public boolean asksForKeys() {
    return access.required();
  }

  /**
   * Who asks, by the key in the header {@code Authorization}; remembered with the exchange.
   *
   * @throws DeniedException when a key is needed and there is none, or a wrong one
   */
  public Identity identify(Exchange exchange) {
    Identity known = exchange.identity();
    if (known != null) {
      return known;
    }
    Identity found = Identity.ANYBODY;
    if (access.required()) {
      found = proven(exchange);
    } else if (isForeign(exchange)) {
      throw denied(
          Kind.CROSS_SITE,
          "A page of another site asks, or the name of another site leads here (expected: requests"
              + " to localhost or an address, from programs or own pages; or a server with keys).");
    }
    exchange.identity(found);
    return found;
  }

  /**
   * Whether a web page of another site makes a browser on a trusted machine ask. Matters only where
   * no keys are asked: keys are never sent by browsers on their own.
   */
  public boolean isForeign(Exchange exchange) {
    return !access.required()
        && (ForeignPage.sent(exchange)
            || (loopback && ForeignPage.couldOwn(exchange.header("Host"))));
  }

  /** Whether who was let in would be so again: to be asked of what goes on after its request. */
  public boolean isCurrent(Identity identity) {
    return access.isCurrent(identity);
  }

  private Identity proven(Exchange exchange) {
    String key = KeyText.fromHeader(exchange.header("Authorization"));
    if (key == null) {
      throw denied(Kind.UNAUTHENTICATED, "There is no key (expected: Authorization: Bearer KEY).");
    }
    Identity found = access.find(key);
    if (found == null) {
      throw wrong(exchange);
    }
    return found;
  }

  private DeniedException wrong(Exchange exchange) {
    InetAddress remote = exchange.remote();
    if (count(remote) == Verdict.BEYOND) {
      return new DeniedException(
          new Denial(
              Kind.TOO_MANY_FAILURES,
              "Too many wrong keys came from " + remote.getHostAddress() + ".",
              failures.retryAfter(remote)));
    }
    return denied(Kind.UNAUTHENTICATED, "The key is unknown or was revoked.");
  }

  /**
   * Who has {@code key}, which came in the manner of an older protocol; null when nobody. Such
   * failures are logged but not answered otherwise when they come fast, as these protocols have no
   * word for that.
   */
  public @Nullable Identity find(Exchange exchange, @Nullable String key) {
    Identity found = key == null ? null : access.find(key);
    if (found == null) {
      count(exchange.remote());
    } else {
      exchange.identity(found);
    }
    return found;
  }

  private Verdict count(InetAddress remote) {
    Verdict verdict = failures.count(remote);
    if (verdict == Verdict.FIRST) {
      LOG.warn("A request from {} had no valid key", remote.getHostAddress());
    }
    return verdict;
  }

  /**
   * Checks that who asks may do what {@code route} does.
   *
   * @param name the queue or topic named; null where the route names none
   * @throws DeniedException when not, naming the role that is needed
   */
  public void check(Exchange exchange, Route route, @Nullable QueueName name) {
    if (route.scope() == Scope.OPEN) {
      return;
    }
    Identity identity = identify(exchange);
    if (!may(identity, route, name)) {
      throw denied(Kind.FORBIDDEN, reason(identity, route, name));
    }
  }

  /** As {@link #check}, of one who is known. */
  public static boolean may(Identity identity, Route route, @Nullable QueueName name) {
    Permission permission = route.permission();
    if (permission == null) {
      return true;
    }
    return identity.may(permission)
        && switch (route.scope()) {
          case QUEUE, QUEUES -> name == null || identity.isFor(name);
          case SERVER -> identity.isForAll();
          case OPEN, KEY, LISTED -> true;
        };
  }

  /**
   * Checks that who asks may do to {@code name}, which the body of a request mentions, what {@code
   * route} does.
   *
   * @throws DeniedException when not
   */
  public void checkMentioned(Exchange exchange, Route route, @Nullable QueueName name) {
    if (name != null) {
      check(exchange, route, name);
    }
  }

  /** {@code protocol}, for those who may use {@code route}, which names no queue. */
  public Protocol guarding(Route route, Protocol protocol) {
    return new Protocol() {
      @Override
      public void handle(Exchange exchange) {
        Supplier<Reply> denial = denial(exchange);
        if (denial == null) {
          protocol.handle(exchange);
        } else {
          exchange.reply(denial);
        }
      }

      @Override
      public @Nullable Supplier<Reply> admit(Exchange exchange) {
        Supplier<Reply> denial = denial(exchange);
        return denial == null ? protocol.admit(exchange) : denial;
      }

      private @Nullable Supplier<Reply> denial(Exchange exchange) {
        try {
          check(exchange, route, null);
          return null;
        } catch (DeniedException e) {
          return e.denial()::reply;
        }
      }
    };
  }

  private static String reason(Identity identity, Route route, @Nullable QueueName name) {
    Permission permission = route.permission();
    if (permission != null && !identity.may(permission)) {
      return "The key '"
          + identity.id()
          + "' may not do this (expected: the role "
          + names(permission.roles())
          + ").";
    }
    String what = name == null ? "all queues" : "'" + name.display() + "'";
    return "The key '"
        + identity.id()
        + "' is not for "
        + what
        + " (expected: a key whose queues include it).";
  }

  private static String names(List<Role> roles) {
    return roles.stream().map(Role::text).collect(Collectors.joining(" or "));
  }

  private static DeniedException denied(Kind kind, String detail) {
    return new DeniedException(new Denial(kind, detail, 0));
  }
}
