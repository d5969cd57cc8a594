package io.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "512,512",
    "1B,1",
    "4KB,4096",
    "4 kb,4096",
    "64MB,67108864",
    "64MiB,67108864",
    "1TB,1099511627776"
  })
  void parse_readsUnits(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MB", "-1", "1.5MB", "64XB", "9999999999999999999", "999999999999999TB"})
  void parse_refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void format_isReadBack() {
    for (long bytes : new long[] {0, 1, 1023, 1024, 1025, 64 << 20, 3L << 40}) {
      assertThat(Sizes.parse(Sizes.format(bytes))).isEqualTo(bytes);
    }
    assertThat(Sizes.format(64 << 20)).isEqualTo("64MB");
  }
}
