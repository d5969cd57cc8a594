package io.posthorn.access;

import static io.posthorn.access.FailureRate.Verdict.BEYOND;
import static io.posthorn.access.FailureRate.Verdict.FIRST;
import static io.posthorn.access.FailureRate.Verdict.WITHIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureRateTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final FailureRate rate = new FailureRate(3, Duration.ofSeconds(1), now::get, 7);

  @Test
  void count_letsABurstPassThenOneAnInterval() throws UnknownHostException {
    InetAddress one = InetAddress.getByName("192.0.2.1");
    assertThat(rate.count(one)).isEqualTo(FIRST);
    assertThat(rate.count(one)).isEqualTo(WITHIN);
    assertThat(rate.count(one)).isEqualTo(WITHIN);
    for (int i = 0; i < 1000; i++) {
      assertThat(rate.count(one)).isEqualTo(BEYOND);
    }
    assertThat(rate.retryAfter(one)).isEqualTo(1);
    assertThat(rate.count(InetAddress.getByName("192.0.2.2"))).isEqualTo(FIRST);
    pass(Duration.ofSeconds(1));
    assertThat(rate.count(one)).isEqualTo(WITHIN);
    assertThat(rate.count(one)).isEqualTo(BEYOND);
    pass(Duration.ofSeconds(10));
    assertThat(rate.count(one)).isEqualTo(FIRST);
  }

  @Test
  void count_takesTheFirst64BitsOfIpv6ForOne() throws UnknownHostException {
    for (int i = 0; i < 3; i++) {
      rate.count(InetAddress.getByName("2001:db8::" + i));
    }
    assertThat(rate.count(InetAddress.getByName("2001:db8::ffff"))).isEqualTo(BEYOND);
    assertThat(rate.count(InetAddress.getByName("2001:db8:0:1::1"))).isEqualTo(FIRST);
  }

  private void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }
}
