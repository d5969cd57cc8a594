package io.posthorn.cli.sink;

import io.posthorn.delivery.Signatures;
import io.posthorn.http.Exchange;
import io.posthorn.message.SigningSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says whether a request is signed as Standard Webhooks has it, and why it is not. */
final class WebhookVerifier {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Duration ANY_TIME = Duration.ofDays(365_000);

  private final List<byte[]> keys;

  WebhookVerifier(SigningSecret secret) {
    keys = List.of(secret.key());
  }

  /** What is wrong with the signature of {@code exchange}; null when it is valid at {@code now}. */
  @Nullable String problem(Exchange exchange, Instant now) {
    String id = exchange.header(Signatures.ID_HEADER);
    String timestamp = exchange.header(Signatures.TIMESTAMP_HEADER);
    String signatures = exchange.header(Signatures.SIGNATURE_HEADER);
    if (id == null || timestamp == null || signatures == null) {
      return "not signed";
    }
    return problem(signatures, id, timestamp, exchange.body(), now);
  }

  /** The same of a request that has these headers and this body. */
  @Nullable String problem(
      String signatures, String id, String timestamp, byte[] body, Instant now) {
    if (Signatures.verify(signatures, id, timestamp, body, keys, now, TOLERANCE)) {
      return null;
    }
    return Signatures.verify(signatures, id, timestamp, body, keys, now, ANY_TIME)
        ? "signed at another time"
        : "signed with another secret, or changed since";
  }
}
