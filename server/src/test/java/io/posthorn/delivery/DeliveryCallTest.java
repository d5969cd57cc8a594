package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryCallTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z",
        "2026-01-02T03:04:05.006Z",
        "2026-11-21T23:59:59.999Z",
        "2028-02-29T10:00:00.050Z",
        "9999-12-31T00:00:00.100Z"
      })
  void rfc3339_hasThreeDigitsOfTheSecond(String text) {
    assertThat(DeliveryCall.rfc3339(Instant.parse(text))).isEqualTo(text);
  }
}
