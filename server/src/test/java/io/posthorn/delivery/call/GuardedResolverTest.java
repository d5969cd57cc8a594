package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.IpAddresses;
import io.posthorn.message.TargetUrl;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedResolverTest {
  private final Deque<List<InetAddress>> answers = new ArrayDeque<>();
  private final Resolver names =
      host -> {
        InetAddress literal = IpAddresses.parse(host);
        return literal != null
            ? CompletableFuture.completedFuture(List.of(literal))
            : CompletableFuture.completedFuture(answers.remove());
      };
  private final GuardedResolver resolver = new GuardedResolver(names, AddressPolicy.DEFAULT);

  @Test
  void allowedAddresses_areAnsweredInOrder() {
    answers.add(addresses("192.0.2.1", "2001:db8::1"));
    assertThat(resolver.resolve("a")).isCompletedWithValue(addresses("192.0.2.1", "2001:db8::1"));
  }

  @Test
  void oneDeniedAddress_refusesTheHost() {
    answers.add(addresses("192.0.2.1", "169.254.169.254"));
    assertThatThrownBy(() -> resolver.resolve("rebind.example").join())
        .hasCauseInstanceOf(DeniedException.class)
        .hasMessageContaining(
            "host 'rebind.example': address 169.254.169.254 is denied: 169.254.0.0/16"
                + " (link-local, cloud metadata); all addresses of a host must be allowed");
  }

  @Test
  void hostThatChangesItsAddress_isJudgedAnewEachTime() {
    answers.add(addresses("192.0.2.1"));
    answers.add(addresses("169.254.169.254"));
    assertThat(resolver.resolve("rebind.example")).isCompleted();
    assertThat(resolver.resolve("rebind.example")).isCompletedExceptionally();
  }

  @Test
  void failure_isPassedOn() {
    Resolver broken = host -> CompletableFuture.failedFuture(new UnresolvedException("none"));
    assertThatThrownBy(() -> new GuardedResolver(broken, AddressPolicy.DEFAULT).resolve("a").join())
        .hasCauseInstanceOf(UnresolvedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://169.254.169.254./",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0xA9.0xFE.0xA9.0xFE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://169.16689662/",
        "http://169。254。169。254/",
        "http://１６９.254.169.254/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::a9fe:a9fe]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://0/",
        "http://[::]/"
      })
  void everySpellingOfADeniedAddress_isDenied(String url) {
    String host = TargetUrl.parse(url).lookupHost();
    assertThatThrownBy(() -> resolver.resolve(host).join())
        .hasCauseInstanceOf(DeniedException.class)
        .hasMessageContaining("is denied: ");
  }

  private static List<InetAddress> addresses(String... texts) {
    return Stream.of(texts).map(text -> requireNonNull(IpAddresses.parse(text))).toList();
  }
}
