package io.posthorn.delivery.call;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.IpAddresses;
import io.posthorn.message.TargetUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A caller that resolves names from a map, and calls that end soon. */
final class CallerFixture implements AutoCloseable {
  static final Duration CONNECT = Duration.ofSeconds(5);
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  final NettyCaller caller;

  CallerFixture() {
    this(options());
  }

  CallerFixture(CallerOptions options) {
    this(options, AddressPolicy.DEFAULT);
  }

  CallerFixture(CallerOptions options, AddressPolicy policy) {
    Resolver resolver = new GuardedResolver(this::resolve, policy);
    try {
      caller = NettyCaller.open(options, resolver, resolver, () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CallerOptions options() {
    return CallerOptions.of(2, "Posthorn/test");
  }

  private CompletableFuture<List<InetAddress>> resolve(String host) {
    InetAddress literal = IpAddresses.parse(host);
    List<InetAddress> found = literal == null ? names.get(host) : List.of(literal);
    return found == null
        ? CompletableFuture.failedFuture(
            new UnresolvedException("host '" + host + "' has no address"))
        : CompletableFuture.completedFuture(found);
  }

  static Call get(String url) {
    return call("GET", url, "");
  }

  static Call post(String url, String body) {
    return call("POST", url, body);
  }

  static Call call(String method, String url, String body, Header... headers) {
    return new Call(
        TargetUrl.parse(url), method, List.of(headers), Body.ofUtf8(body), CONNECT, TIMEOUT, 0);
  }

  static Call within(Call call, Duration connectTimeout, Duration timeout) {
    return new Call(
        call.url(),
        call.method(),
        call.headers(),
        call.body(),
        connectTimeout,
        timeout,
        call.redirects());
  }

  static Call following(Call call, int redirects) {
    return new Call(
        call.url(),
        call.method(),
        call.headers(),
        call.body(),
        call.connectTimeout(),
        call.timeout(),
        redirects);
  }

  Outcome make(Call call) {
    return caller.call(call).outcome().orTimeout(30, SECONDS).join();
  }

  /** Waits until no call is in flight and no connection is left. */
  void awaitBaseline() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              org.assertj.core.api.Assertions.assertThat(caller.inFlight()).isZero();
              org.assertj.core.api.Assertions.assertThat(caller.connections()).isZero();
              org.assertj.core.api.Assertions.assertThat(caller.pools()).isZero();
            });
  }

  @Override
  public void close() {
    caller.close();
  }
}
