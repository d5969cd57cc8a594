package io.posthorn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyTest {
  static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);

  @Test
  void line_isReadAsItIsWritten() {
    AccessKey key = AccessKey.parse(" web  producer,consumer mail-*,100%25 " + HASH + "\t");
    assertThat(key.id()).isEqualTo("web");
    assertThat(key.roles()).containsExactlyInAnyOrder(Role.PRODUCER, Role.CONSUMER);
    assertThat(key).hasToString("web producer,consumer mail-*,100%25 " + HASH);
    assertThat(AccessKey.parse(key.toString())).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web producer *                 | 3 words",
        "Web producer * HASH            | key id 'Web'",
        "web boss * HASH                | role 'boss' (expected: viewer, producer",
        "web producer a, HASH           | queue pattern of 0 characters",
        "web producer * sha256:12       | hash of key 'web'",
        "-web producer * HASH           | key id '-web'",
      })
  void line_thatIsNoneIsRefusedInOneSentence(String line, String sentence) {
    assertThatThrownBy(() -> AccessKey.parse(line.trim().replace("HASH", HASH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("expected: ");
  }

  @Test
  void ids_mustDiffer() {
    String one = "web producer * " + HASH;
    assertThatThrownBy(() -> AccessKey.parseAll(one + ";" + one))
        .hasMessageContaining("key id 'web' twice");
    assertThat(AccessKey.parseAll(one + ";\n ; " + one.replace("web", "app"))).hasSize(2);
  }

  @Test
  void create_makes256RandomBits() {
    Set<String> keys = new HashSet<>();
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 1000; i++) {
      String key = KeyText.create("a-b", random);
      assertThat(key).matches("ph_a-b_[A-Za-z0-9_-]{43}");
      assertThat(KeyText.id(key)).isEqualTo("a-b");
      assertThat(KeyText.hash(key)).matches("sha256:[0-9a-f]{64}");
      keys.add(key);
    }
    assertThat(keys).hasSize(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ph_", "ph_web_", "web", "ph__0123456789012345678901234567890123456789012"})
  void id_isNullOfWhatIsNoKey(String text) {
    assertThat(KeyText.id(text)).isNull();
  }

  @Test
  void fromHeader_readsBearerAndThePasswordOfBasic() {
    assertThat(KeyText.fromHeader("Bearer abc")).isEqualTo("abc");
    assertThat(KeyText.fromHeader("bearer  abc ")).isEqualTo("abc");
    assertThat(KeyText.fromHeader(basic("user:a:b"))).isEqualTo("a:b");
    assertThat(KeyText.fromHeader(basic(":abc"))).isEqualTo("abc");
    assertThat(KeyText.fromHeader(basic("abc"))).isNull();
    assertThat(KeyText.fromHeader("Basic !!")).isNull();
    assertThat(KeyText.fromHeader("Basic é")).isNull();
    assertThat(KeyText.fromHeader("Digest abc")).isNull();
    assertThat(KeyText.fromHeader("Bearer " + "a".repeat(600))).isNull();
    assertThat(KeyText.fromHeader(null)).isNull();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes());
  }
}
