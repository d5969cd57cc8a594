package io.posthorn.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisException;
import io.posthorn.redis.RedisErrors;
import io.posthorn.redis.RedisProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what is in a source's way: once, and again every minute while it lasts. For one thread. */
final class SourceTroubles {
  private static final Logger LOG = LoggerFactory.getLogger(RedisListSource.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int SHOWN = 100;

  private final RelayConfig config;
  private final @Nullable RelayLog log;
  private final InstantSource clock;
  private @Nullable String last;
  private Instant toldAt = Instant.MIN;

  SourceTroubles(RelayConfig config, @Nullable RelayLog log, InstantSource clock) {
    this.config = config;
    this.log = log;
    this.clock = clock;
  }

  /** Nothing goes on, because of {@code error}. */
  void met(RuntimeException error) {
    String sentence =
        error instanceof RedisException
            ? RedisErrors.sentence(error, config.address(), "list:" + config.list())
            : String.valueOf(error.getMessage());
    Instant now = clock.instant();
    boolean recent = Duration.between(toldAt, now).abs().compareTo(AGAIN) < 0;
    if (sentence.equals(last) && recent) {
      return;
    }
    last = sentence;
    toldAt = now;
    LOG.warn("The relay of list:{} waits: {}", config.list(), sentence);
    if (log != null) {
      log.failed(error instanceof RedisException ? original(error) : sentence + "; ");
    }
  }

  /** It goes on. */
  void over() {
    if (last != null) {
      LOG.info("The relay of list:{} goes on", config.list());
    }
    last = null;
  }

  /** Items went to the list of dead ones, each for its reason. */
  void dead(List<byte[]> items, List<String> reasons) {
    byte[] first = items.get(0);
    String shown = new String(first, 0, Math.min(first.length, SHOWN), UTF_8);
    LOG.warn(
        "{} items of list:{} went to '{list:{}}:dead', the first because of {}: {}",
        items.size(),
        config.list(),
        config.list(),
        reasons.get(0),
        shown.replaceAll("\\p{Cntrl}", "?"));
    if (log != null) {
      for (int i = 0; i < items.size(); i++) {
        log.failed("json_init error: ", items.get(i), "; " + reasons.get(i));
      }
    }
  }

  /** In the words of the original. */
  private static String original(RuntimeException error) {
    RedisProblem problem = RedisErrors.problem(error);
    return switch (problem) {
      case REFUSED -> "redis conn failed; Connection refused; ";
      case UNKNOWN_HOST, UNREACHABLE, TIMEOUT, PROTECTED, TOO_MANY_CLIENTS ->
          "redis conn failed; " + problem + "; ";
      case WRONG_PASSWORD, PASSWORD_MISSING, PASSWORD_UNEXPECTED -> "redis auth failed; ";
      default -> "redis cmd failed, please connect again; ";
    };
  }
}
