package io.posthorn.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.SigningSecret;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The example is the one that the libraries of Standard Webhooks are tested with. */
class WebhookVerifierTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final String TIME = "1614265330";
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final Instant NOW = Instant.ofEpochSecond(1614265330);

  private final WebhookVerifier verifier = new WebhookVerifier(new SigningSecret(SECRET, null));

  @Test
  void problem_isNoneWhenOneOfTheSignaturesIsRight() {
    assertThat(verifier.problem(SIGNATURE, ID, TIME, BODY, NOW)).isNull();
    assertThat(verifier.problem("v1,AAAA v1a,x " + SIGNATURE, ID, TIME, BODY, NOW)).isNull();
    assertThat(verifier.problem(SIGNATURE, ID, TIME, BODY, NOW.plusSeconds(300))).isNull();
  }

  @Test
  void problem_namesWhatIsWrong() {
    String wrong = "signed with another secret, or changed since";
    assertThat(verifier.problem(SIGNATURE, ID + "x", TIME, BODY, NOW)).isEqualTo(wrong);
    assertThat(verifier.problem(SIGNATURE, ID, TIME, new byte[0], NOW)).isEqualTo(wrong);
    assertThat(verifier.problem(SIGNATURE.replace("v1", "v2"), ID, TIME, BODY, NOW))
        .isEqualTo(wrong);
    for (int seconds : new int[] {-301, 301}) {
      assertThat(verifier.problem(SIGNATURE, ID, TIME, BODY, NOW.plusSeconds(seconds)))
          .isEqualTo("signed at another time");
    }
  }
}
