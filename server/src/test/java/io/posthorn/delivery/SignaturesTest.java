package io.posthorn.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.SigningSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vector was made by:
 *
 * <pre>
 * printf %s 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' |
 *   openssl dgst -sha256 -mac HMAC -macopt hexkey:$(
 *     printf %s MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | base64 -d | xxd -p) -binary | base64
 * </pre>
 */
class SignaturesTest {
  private static final byte[] KEY =
      new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null).key();
  private static final byte[] OTHER_KEY = new byte[24];
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  @Test
  void sign_isWhatTheStandardHas() {
    assertThat(Signatures.sign(ID, NOW.plusMillis(999), BODY, List.of(KEY))).isEqualTo(SIGNATURE);
  }

  @Test
  void sign_isOncePerKey() {
    String[] both = Signatures.sign(ID, NOW, BODY, List.of(OTHER_KEY, KEY)).split(" ");
    assertThat(both).hasSize(2).contains(SIGNATURE).doesNotHaveDuplicates();
    assertThat(both[1]).isEqualTo(SIGNATURE);
  }

  @Test
  void verify_acceptsOneSignatureOfManyByOneKeyOfMany() {
    String header = "v1a,x v1,AAAA " + SIGNATURE + " v2,y";
    assertThat(verify(header, ID, "1614265330", BODY, List.of(OTHER_KEY, KEY))).isTrue();
    assertThat(verify(header, ID, "1614265330", BODY, List.of(OTHER_KEY))).isFalse();
    assertThat(verify(header, ID, "1614265330", BODY, List.of())).isFalse();
  }

  @Test
  void verify_refusesWhatWasChanged() {
    byte[] changed = BODY.clone();
    changed[0] ^= 1;
    assertThat(verify(SIGNATURE, ID, "1614265330", changed, List.of(KEY))).isFalse();
    assertThat(verify(SIGNATURE, ID + "x", "1614265330", BODY, List.of(KEY))).isFalse();
    assertThat(verify(SIGNATURE, ID, "1614265331", BODY, List.of(KEY))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "v1,",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
        "v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      })
  void verify_refusesOtherSignatures(String header) {
    assertThat(verify(header, ID, "1614265330", BODY, List.of(KEY))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301, 100_000_000_000L})
  void verify_refusesOtherTimes(long away) {
    assertThat(verifySignedAt(NOW.plusSeconds(away))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void verify_toleratesClocksThatDiffer(long away) {
    assertThat(verifySignedAt(NOW.plusSeconds(away))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "-1614265330",
        "+1614265330",
        " 1614265330",
        "1614265330.0",
        "99999999999999999999"
      })
  void verify_refusesTimestampsThatAreNone(String timestamp) {
    assertThat(verify(SIGNATURE, ID, timestamp, BODY, List.of(KEY))).isFalse();
  }

  private static boolean verifySignedAt(Instant time) {
    String header = Signatures.sign(ID, time, BODY, List.of(KEY));
    return verify(header, ID, Long.toString(time.getEpochSecond()), BODY, List.of(KEY));
  }

  private static boolean verify(
      String header, String id, String timestamp, byte[] body, List<byte[]> keys) {
    return Signatures.verify(header, id, timestamp, body, keys, NOW, TOLERANCE);
  }
}
