package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueueNameTest {
  private static final byte[] GBK = {(byte) 0xb6, (byte) 0xd3};

  @Test
  void names_areTheSameWhenTheirBytesAre() {
    QueueName utf8 = QueueName.of("队");
    assertThat(QueueName.ofBytes(utf8.bytes())).isEqualTo(utf8).hasSameHashCodeAs(utf8);
    assertThat(QueueName.ofBytes(GBK)).isNotEqualTo(utf8);
    assertThat(QueueName.ofLatin1("\u00b6\u00d3")).isEqualTo(QueueName.ofBytes(GBK));
  }

  @Test
  void bytes_areKeptWhateverTheyAre() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    QueueName name = QueueName.ofBytes(all);
    assertThat(name.bytes()).isEqualTo(all);
    assertThat(name.size()).isEqualTo(256);
    assertThat(QueueName.ofLatin1(name.latin1())).isEqualTo(name);
  }

  @Test
  void display_isTextWhereItIsUtf8AndPercentEncodedElsewhere() {
    assertThat(QueueName.of("队/a%").display()).isEqualTo("队/a%");
    assertThat(QueueName.ofBytes(GBK).display()).isEqualTo("%B6%D3");
    assertThat(QueueName.ofLatin1("a\u00ff").display()).isEqualTo("a%FF");
  }

  @Test
  void length_isAtMost256Bytes() {
    assertThat(QueueName.ofBytes(new byte[0]).size()).isZero();
    assertThat(QueueName.of("x".repeat(256)).size()).isEqualTo(256);
    assertThatThrownBy(() -> QueueName.ofBytes(new byte[257]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("257")
        .hasMessageContaining("256");
    assertThatThrownBy(() -> QueueName.of("队".repeat(86)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void order_isThatOfUnsignedBytes() {
    assertThat(Stream.of("\u00ff", "b", "", "ab", "\u0080", "a").map(QueueName::ofLatin1).sorted())
        .extracting(QueueName::latin1)
        .containsExactly("", "a", "ab", "b", "\u0080", "\u00ff");
  }
}
