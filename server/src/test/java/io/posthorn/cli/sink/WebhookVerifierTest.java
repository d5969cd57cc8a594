package io.posthorn.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example is the one that the libraries of Standard Webhooks are tested with. */
class WebhookVerifierTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final String TIME = "1614265330";
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final Instant NOW = Instant.ofEpochSecond(1614265330);

  private final WebhookVerifier verifier = new WebhookVerifier(SECRET);

  @Test
  void problem_isNoneWhenOneOfTheSignaturesIsRight() {
    assertThat(verifier.problem(ID, TIME, SIGNATURE, BODY, NOW)).isNull();
    assertThat(verifier.problem(ID, TIME, "v1,AAAA v1a,x " + SIGNATURE, BODY, NOW)).isNull();
    assertThat(verifier.problem(ID, TIME, SIGNATURE, BODY, NOW.plusSeconds(300))).isNull();
  }

  @Test
  void problem_namesWhatIsWrong() {
    String wrong = "signed with another secret, or changed since";
    assertThat(verifier.problem(ID + "x", TIME, SIGNATURE, BODY, NOW)).isEqualTo(wrong);
    assertThat(verifier.problem(ID, TIME, SIGNATURE, new byte[0], NOW)).isEqualTo(wrong);
    assertThat(verifier.problem(ID, TIME, SIGNATURE.replace("v1", "v2"), BODY, NOW))
        .isEqualTo(wrong);
    assertThat(verifier.problem(ID, TIME, null, BODY, NOW)).isEqualTo("not signed");
    for (String time : new String[] {"1614265029", "1614265631", "x", "-9223372036854775808"}) {
      assertThat(verifier.problem(ID, time, SIGNATURE, BODY, NOW))
          .isEqualTo("signed at another time");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "whsec_", "whsec_?"})
  void secret_thatIsNone_isRefusedWithoutBeingRepeated(String secret) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookVerifier(secret))
        .withMessage(
            "verify-secret: not a secret of Standard Webhooks (expected: whsec_ and base64)");
  }
}
