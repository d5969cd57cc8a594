package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @Test
  void messageId_isReadAsItIsWritten() {
    var id = new MessageId(0x19a3f0c2b1dL, 42);
    assertThat(id).hasToString("19a3f0c2b1d-2a");
    assertThat(MessageId.parse("19a3f0c2b1d-2a")).contains(id);
  }

  @Test
  void receipt_isReadAsItIsWritten() {
    var receipt = new Receipt(0x19a3f0c2b1dL, 42, 17);
    assertThat(receipt).hasToString("19a3f0c2b1d-2a-11");
    assertThat(Receipt.parse("19a3f0c2b1d-2a-11")).contains(receipt);
    assertThat(receipt.id()).isEqualTo(new MessageId(0x19a3f0c2b1dL, 42));
  }

  @Test
  void largestParts_haveFifteenDigits() {
    var id = new MessageId(0xfff_ffff_ffff_ffffL, 0xfff_ffff_ffff_ffffL);
    assertThat(MessageId.parse(id.toString())).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "1", "1-", "-1", "1-2-3", "1--2", "x-1", "1-g", " 1-2", "1-2 ", "+1-2",
        "1234567890123456-1", "1-1234567890123456", "１-2"
      })
  void messageId_isNoneOfThese(String text) {
    assertThat(MessageId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1-2", "1-2-", "1-2-3-4", "--", "1-2-x", "1-2-1234567890123456"})
  void receipt_isNoneOfThese(String text) {
    assertThat(Receipt.parse(text)).isEmpty();
  }
}
