package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures by the book; those of the server itself are in {@link TasksTest}. */
class WebhookVerifierTest {
  /** The example of the Standard Webhooks' own libraries. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String OTHER = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
  private static final Instant SIGNED = Instant.ofEpochSecond(1614265330);
  private static final String BODY = "{\"test\": 2432232314}";

  private final Map<String, String> headers =
      new HashMap<>(
          Map.of(
              "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
              "webhook-timestamp", "1614265330",
              "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

  @Test
  void knownExample_isValid_withinTheTolerance() {
    assertThat(isValid(SIGNED)).isTrue();
    assertThat(isValid(SIGNED.plusSeconds(300))).isTrue();
    assertThat(isValid(SIGNED.minusSeconds(300))).isTrue();
    assertThat(isValid(SIGNED.plusSeconds(301))).isFalse();
    assertThat(isValid(SIGNED.minusSeconds(301))).isFalse();
    WebhookVerifier strict =
        WebhookVerifier.of(SECRET)
            .tolerance(Duration.ofSeconds(1))
            .clock(() -> SIGNED.plusSeconds(2));
    assertThat(strict.isValid(headers::get, BODY.getBytes(UTF_8))).isFalse();
  }

  @Test
  void oneOfSeveral_isEnough_onEitherSide() {
    headers.merge("webhook-signature", "v1,AAAA v1a,x", (mine, more) -> more + " " + mine);
    assertThat(isValid(SIGNED)).isTrue();
    assertThat(
            WebhookVerifier.of(OTHER, SECRET)
                .clock(() -> SIGNED)
                .isValid(headers::get, BODY.getBytes(UTF_8)))
        .isTrue();
  }

  @Test
  void whatWasChanged_isInvalid() {
    WebhookVerifier verifier = WebhookVerifier.of(SECRET).clock(() -> SIGNED);
    assertThat(verifier.isValid(headers::get, (BODY + " ").getBytes(UTF_8))).isFalse();
    assertThat(
            WebhookVerifier.of(OTHER)
                .clock(() -> SIGNED)
                .isValid(headers::get, BODY.getBytes(UTF_8)))
        .isFalse();
    for (String header : headers.keySet()) {
      Map<String, String> changed = new HashMap<>(headers);
      changed.put(header, headers.get(header) + "1");
      assertThat(verifier.isValid(changed::get, BODY.getBytes(UTF_8))).as(header).isFalse();
      changed.remove(header);
      assertThat(verifier.isValid(changed::get, BODY.getBytes(UTF_8))).as(header).isFalse();
    }
    headers.put("webhook-timestamp", "+1614265330");
    assertThat(isValid(SIGNED)).isFalse();
  }

  @Test
  void whatIsNoSecret_isRefused_andNotShown() {
    for (String bad : new String[] {"MfKQ9r8G", "whsec_", "whsec_MfKQ*9r8G"}) {
      assertThatThrownBy(() -> WebhookVerifier.of(bad))
          .hasMessageStartingWith("secret: ")
          .hasMessageNotContaining("MfKQ")
          .hasNoCause();
    }
    assertThatThrownBy(WebhookVerifier::of).hasMessage("secrets: none (expected: at least one)");
  }

  private boolean isValid(Instant now) {
    return WebhookVerifier.of(SECRET).clock(() -> now).isValid(headers::get, BODY.getBytes(UTF_8));
  }
}
