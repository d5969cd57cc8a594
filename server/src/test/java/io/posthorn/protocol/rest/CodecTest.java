package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.QueueName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small codecs: percent-encoding, instants, UTF-8, idempotency keys. */
class CodecTest {
  @Test
  void percent_decodesWhatItEncodes() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    QueueName name = QueueName.ofBytes(all);
    String encoded = Percent.encode(name);

    assertThat(encoded).matches("[A-Za-z0-9%._~-]+");
    assertThat(Percent.decode(encoded, 0, encoded.length(), false)).isEqualTo(name.latin1());
    assertThat(Percent.decode("a+b%2bc", 0, 7, true)).isEqualTo("a b+c");
    assertThat(Percent.decode("a+b", 0, 3, false)).isEqualTo("a+b");
  }

  @ParameterizedTest
  @CsvSource({"%", "%4", "%4g", "a%", "%%41", "%+1"})
  void percent_refusesHalfAnEscape(String raw) {
    assertThatThrownBy(() -> Percent.decode(raw, 0, raw.length(), false))
        .hasMessageContaining("'%");
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z,1970-01-01T00:00:00.000Z",
    "2026-02-28T23:59:59.9999Z,2026-02-28T23:59:59.999Z",
    "2028-02-29T12:34:56.001+08:00,2028-02-29T04:34:56.001Z",
    "9999-12-31T23:59:59Z,9999-12-31T23:59:59.000Z"
  })
  void instants(String read, String written) {
    assertThat(Rfc3339.format(Rfc3339.parse("f", read))).isEqualTo(written);
    assertThat(Rfc3339.format(Instant.parse("-0001-01-01T00:00:00Z")))
        .isEqualTo("-0001-01-01T00:00:00Z");
  }

  @Test
  void utf8_isWhatTheJdkSays() {
    var random = new Random(7);
    byte[] interesting = {
      0,
      0x41,
      0x7f,
      (byte) 0x80,
      (byte) 0xbf,
      (byte) 0xc0,
      (byte) 0xc2,
      (byte) 0xe0,
      (byte) 0xa0,
      (byte) 0xed,
      (byte) 0x9f,
      (byte) 0xef,
      (byte) 0xf0,
      (byte) 0x90,
      (byte) 0x8f,
      (byte) 0xf4,
      (byte) 0xf5
    };
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(6)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = interesting[random.nextInt(interesting.length)];
      }
      boolean expected = decodes(bytes);
      valid += expected ? 1 : 0;
      assertThat(Utf8.isValid(bytes)).as(new String(bytes, ISO_8859_1)).isEqualTo(expected);
    }
    assertThat(valid).isBetween(1000, 199_000);
    assertThat(Utf8.isValid("aé☃\uD83D\uDE00".getBytes(UTF_8))).isTrue();
    assertThat(Utf8.isEncodable("aé☃\uD83D\uDE00")).isTrue();
    assertThat(Utf8.isEncodable("\uD83D")).isFalse();
    assertThat(Utf8.isEncodable("\uDE00x")).isFalse();
    assertThat(Utf8.isEncodable("\uD83Dx")).isFalse();
  }

  private static boolean decodes(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"abc,abc", "\"abc\",abc", "\"a\\\"b\\\\\",a\"b\\", " a b ,a b"})
  void idempotencyKeys(String header, String id) {
    assertThat(IdempotencyKey.parse(header)).isEqualTo(id);
    assertThat(IdempotencyKey.parse(null)).isNull();
  }
}
