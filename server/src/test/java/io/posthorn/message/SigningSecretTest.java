package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {
  private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void key_isWhatFollowsThePrefix() {
    assertThat(new SigningSecret(TEXT, null).key()).hasSize(24).startsWith(0x31, 0xf2, 0x90);
  }

  @Test
  void toString_showsNothing() {
    assertThat(new SigningSecret(TEXT, null).toString()).doesNotContain("MfKQ");
  }

  @Test
  void until_endsIt() {
    Instant until = Instant.parse("2026-01-01T00:00:00Z");
    SigningSecret secret = new SigningSecret(TEXT, until);
    assertThat(secret.isValidAt(until.minusMillis(1))).isTrue();
    assertThat(secret.isValidAt(until)).isFalse();
    assertThat(new SigningSecret(TEXT, null).isValidAt(Instant.MAX)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hush-hush",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_hush",
        "whsec_hush hush hush hush hush hush hush",
        "whsk_MfKQ9r8GKYqrTwjUPD8I"
      })
  void constructor_saysWhatASecretLooksLike_andShowsNothing(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SigningSecret(text, null))
        .withMessageStartingWith("secret: ")
        .withMessageContaining("(expected: whsec_ and 24 to 64 bytes in base64)")
        .withMessageNotContaining("hush")
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 65})
  void constructor_countsBytes(int bytes) {
    String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SigningSecret(text, null))
        .withMessageStartingWith("secret: " + bytes + " bytes");
  }
}
