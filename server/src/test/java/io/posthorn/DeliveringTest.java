package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.config.ConfigException;
import io.posthorn.delivery.call.CallerOptions;
import org.junit.jupiter.api.Test;

class DeliveringTest {
  @Test
  void proxy_mayBeAnIpv6Address() {
    assertThat(Delivering.proxy("http://[::1]:3128"))
        .isEqualTo(new CallerOptions.Proxy("::1", 3128, null));
    assertThat(Delivering.proxy("http://proxy.test:3128"))
        .isEqualTo(new CallerOptions.Proxy("proxy.test", 3128, null));
  }

  @Test
  void unusableProxy_isRefusedWithoutItsValue() {
    assertThatThrownBy(() -> Delivering.proxy("http://me:secret@proxy"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("delivery.proxy")
        .hasMessageNotContaining("secret");
  }
}
