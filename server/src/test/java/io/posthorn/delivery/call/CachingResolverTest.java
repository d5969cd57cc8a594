package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.IpAddresses;
import io.posthorn.storage.SettableClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachingResolverTest {
  private static final InetAddress ONE = address("192.0.2.1");
  private static final InetAddress TWO = address("192.0.2.2");

  private final SettableClock clock = new SettableClock();
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CachingResolver resolver = resolver(2, 2, 3);

  private CachingResolver resolver(int threads, int queued, int cached) {
    return new CachingResolver(
        this::lookup,
        new ResolverOptions(
            threads,
            queued,
            cached,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5)),
        clock);
  }

  private List<InetAddress> lookup(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    if (host.startsWith("slow")) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new UnknownHostException(host);
      }
    }
    List<InetAddress> found = names.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found;
  }

  @AfterEach
  void close() {
    gate.countDown();
    resolver.close();
  }

  @Test
  void addresses_areNotLookedUp() {
    assertThat(resolver.resolve("192.0.2.1")).isCompletedWithValue(List.of(ONE));
    assertThat(resolver.resolve("::1")).isCompletedWithValue(List.of(address("::1")));
    assertThat(lookups).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.1", "0177.0.0.1", "2130706433", "0x7f.1", "a.0x7f", "fe80::1%1", "1.2.3", ""})
  void numbersThatAreNoAddresses_areNotLookedUp(String host) {
    assertThat(resolver.resolve(host)).isCompletedExceptionally();
    assertThatThrownBy(() -> resolver.resolve(host).join())
        .hasCauseInstanceOf(UnresolvedException.class)
        .hasMessageContaining("'" + host + "'");
    assertThat(lookups).hasValue(0);
  }

  @Test
  void found_isKeptForItsTime() {
    names.put("a", List.of(ONE, TWO));
    assertThat(resolver.resolve("a").join()).containsExactly(ONE, TWO);
    clock.advance(Duration.ofMillis(14_999));
    assertThat(resolver.resolve("a")).isCompletedWithValue(List.of(ONE, TWO));
    assertThat(lookups).hasValue(1);
    names.put("a", List.of(TWO));
    clock.advance(Duration.ofSeconds(16));
    assertThat(resolver.resolve("a").join()).containsExactly(TWO);
    assertThat(lookups).hasValue(2);
  }

  @Test
  void hostInUse_isRenewedWithoutWaiting() {
    names.put("a", List.of(ONE));
    resolver.resolve("a").join();
    names.put("a", List.of(TWO));
    clock.advance(Duration.ofSeconds(15));
    assertThat(resolver.resolve("a")).isCompleted();
    await().until(() -> resolver.resolve("a").join().equals(List.of(TWO)));
    clock.advance(Duration.ofSeconds(14));
    assertThat(resolver.resolve("a")).isCompletedWithValue(List.of(TWO));
    assertThat(lookups).hasValue(2);
  }

  @Test
  void renewalBehindSlowOnes_leavesTheAddressesInUseForAWhile() {
    names.put("a", List.of(ONE));
    resolver.resolve("a").join();
    resolver.resolve("slow-1");
    resolver.resolve("slow-2");
    clock.advance(Duration.ofSeconds(20));
    assertThat(resolver.resolve("a")).isCompletedWithValue(List.of(ONE));
    clock.advance(Duration.ofSeconds(30));
    assertThat(resolver.resolve("a")).isCompletedWithValue(List.of(ONE));
    clock.advance(Duration.ofMinutes(5));
    CompletableFuture<List<InetAddress>> tooOld = resolver.resolve("a");
    assertThat(tooOld).isNotDone();
    names.put("a", List.of(TWO));
    gate.countDown();
    assertThat(tooOld.join()).containsExactly(TWO);
  }

  @Test
  void renewalThatFindsNoPlace_leavesTheAddressesInUseForAWhile() {
    names.put("a", List.of(ONE));
    resolver.resolve("a").join();
    List.of("slow-1", "slow-2").forEach(resolver::resolve);
    await().untilAtomic(lookups, count -> assertThat(count).isEqualTo(3));
    List.of("slow-3", "slow-4").forEach(resolver::resolve);
    clock.advance(Duration.ofSeconds(31));
    assertThat(resolver.resolve("a")).isCompletedWithValue(List.of(ONE));
    clock.advance(Duration.ofMinutes(5));
    assertThat(resolver.resolve("a")).isCompletedExceptionally();
  }

  @Test
  void failedRenewal_leavesTheAddressesToTheirEnd() {
    names.put("a", List.of(ONE));
    resolver.resolve("a").join();
    names.remove("a");
    clock.advance(Duration.ofSeconds(29));
    assertThat(resolver.resolve("a")).isCompletedWithValue(List.of(ONE));
    await().untilAtomic(lookups, count -> assertThat(count).isEqualTo(2));
    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> resolver.resolve("a").join())
        .hasCauseInstanceOf(UnresolvedException.class);
  }

  @Test
  void notFound_isKeptForAShorterTime() {
    assertThatThrownBy(() -> resolver.resolve("a").join())
        .hasCauseInstanceOf(UnresolvedException.class)
        .hasMessageContaining("host 'a' has no address");
    names.put("a", List.of(ONE));
    clock.advance(Duration.ofMillis(4_999));
    assertThat(resolver.resolve("a")).isCompletedExceptionally();
    clock.advance(Duration.ofMillis(1));
    assertThat(resolver.resolve("a").join()).containsExactly(ONE);
  }

  @Test
  void sameHost_isLookedUpOnce_andCancellingReachesNobodyElse() {
    names.put("slow", List.of(ONE));
    CompletableFuture<List<InetAddress>> first = resolver.resolve("slow");
    CompletableFuture<List<InetAddress>> second = resolver.resolve("slow");
    first.cancel(true);
    gate.countDown();
    assertThat(second.join()).containsExactly(ONE);
    assertThat(lookups).hasValue(1);
  }

  @Test
  void queueOfLookups_isBounded() {
    List<CompletableFuture<List<InetAddress>>> waiting =
        List.of("slow-1", "slow-2", "slow-3", "slow-4").stream().map(resolver::resolve).toList();
    assertThatThrownBy(() -> resolver.resolve("slow-5").join())
        .hasCauseInstanceOf(UnresolvedException.class)
        .hasMessageContaining("host 'slow-5' was not looked up: 2 other lookups wait already");
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    names.put("slow-5", List.of(ONE));
    gate.countDown();
    await().until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
    assertThat(resolver.resolve("slow-5").join()).containsExactly(ONE);
  }

  @Test
  void cache_forgetsWhatWasUsedLongestAgo() {
    for (String host : List.of("a", "b", "c")) {
      names.put(host, List.of(ONE));
      resolver.resolve(host).join();
    }
    resolver.resolve("a").join();
    names.put("d", List.of(ONE));
    resolver.resolve("d").join();
    assertThat(lookups).hasValue(4);
    resolver.resolve("a").join();
    assertThat(lookups).hasValue(4);
    resolver.resolve("b").join();
    assertThat(lookups).hasValue(5);
  }

  @Test
  void close_failsWhoWaits() {
    CompletableFuture<List<InetAddress>> waiting = resolver.resolve("slow");
    resolver.close();
    assertThat(waiting).isCompletedExceptionally();
    assertThatThrownBy(() -> resolver.resolve("b").join())
        .hasCauseInstanceOf(UnresolvedException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void system_findsThisComputer() {
    try (var system = CachingResolver.system(clock)) {
      assertThat(system.resolve("localhost").join()).allMatch(InetAddress::isLoopbackAddress);
    }
  }

  private static InetAddress address(String text) {
    return requireNonNull(IpAddresses.parse(text));
  }
}
