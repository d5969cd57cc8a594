package io.posthorn.storage.codec;

import io.posthorn.message.HttpTarget;
import io.posthorn.message.Push;
import io.posthorn.message.RateLimit;
import io.posthorn.message.SigningSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link Push}, part of the row of a queue: its fields in order. */
public final class PushCodec {
  private PushCodec() {}

  /** Writes {@code push}. */
  public static void encode(ByteWriter out, Push push) {
    target(out, push.target());
    out.u8(push.ordered() ? 1 : 0).number(push.maxConcurrency()).number(push.history());
    RateLimit limit = push.rateLimit();
    out.u8(limit == null ? 0 : 1);
    if (limit != null) {
      out.number(limit.permits()).number(limit.per().toMillis()).number(limit.burst());
    }
  }

  /** Reads what {@link #encode} wrote. */
  public static Push decode(ByteReader in) {
    HttpTarget target = target(in);
    boolean ordered = in.u8() == 1;
    int maxConcurrency = in.integer();
    int history = in.integer();
    RateLimit limit =
        in.u8() == 0
            ? null
            : new RateLimit(in.number(), Duration.ofMillis(in.number()), in.number());
    return new Push(target, ordered, maxConcurrency, limit, history);
  }

  private static void target(ByteWriter out, HttpTarget target) {
    out.text(target.url()).text(target.method());
    ValueCodec.headers(out, target.headers());
    out.number(target.connectTimeout().toMillis()).number(target.timeout().toMillis());
    ValueCodec.statuses(out, target.success());
    out.u8(target.retryOn().ordinal()).number(target.redirects()).number(target.secrets().size());
    for (SigningSecret secret : target.secrets()) {
      Instant until = secret.until();
      out.text(secret.secret()).optional(until == null ? null : (Long) until.toEpochMilli());
    }
  }

  private static HttpTarget target(ByteReader in) {
    return new HttpTarget(
        in.text(),
        in.string(),
        ValueCodec.headers(in),
        Duration.ofMillis(in.number()),
        Duration.ofMillis(in.number()),
        ValueCodec.statuses(in),
        HttpTarget.RetryOn.values()[in.u8()],
        in.integer(),
        secrets(in));
  }

  private static List<SigningSecret> secrets(ByteReader in) {
    var secrets = new ArrayList<SigningSecret>();
    for (int left = in.integer(); left > 0; left--) {
      String secret = in.string();
      Long until = in.optional();
      secrets.add(new SigningSecret(secret, until == null ? null : Instant.ofEpochMilli(until)));
    }
    return secrets;
  }
}
