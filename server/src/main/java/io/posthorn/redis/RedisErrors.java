package io.posthorn.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why Redis could not be used, whatever Lettuce wrapped the reason in. */
public final class RedisErrors {
  private static final int DEPTH = 20;

  /** Lettuce's words where a refused handshake closed the connection before it looked why. */
  private static final String HANDSHAKE_LOST = "RedisHandshakeHandler not registered";

  private RedisErrors() {}

  /** What {@code error} is about. */
  public static RedisProblem problem(Throwable error) {
    for (Throwable cause : innermostFirst(error)) {
      RedisProblem problem = problemOf(cause);
      if (problem != RedisProblem.OTHER) {
        return problem;
      }
    }
    return RedisProblem.OTHER;
  }

  /** As {@link #sentence(Throwable, String, String)}, for no key in particular. */
  public static String sentence(Throwable error, String address) {
    return sentence(error, address, null);
  }

  /**
   * One sentence without a full stop.
   *
   * @param address as {@link #address} writes it
   * @param key which the command was about; null = unknown or none
   */
  public static String sentence(Throwable error, String address, @Nullable String key) {
    RedisProblem problem = problem(error);
    String start = "Redis at " + address + " " + problem.clause();
    return switch (problem) {
      case WRONG_TYPE -> start + (key == null ? " in a key" : " in key '" + key + "'");
      case UNKNOWN_COMMAND, NOT_PERMITTED, CANNOT_PERSIST, CLUSTER, UNREACHABLE ->
          start + ": " + words(error);
      case TLS -> start + ": " + tls(error);
      case OTHER -> start + " '" + words(error) + "'";
      default -> start;
    };
  }

  /** Host and port of {@code uri}, or its Sentinels and the master's name; never a password. */
  public static String address(RedisURI uri) {
    if (uri.getSentinels().isEmpty()) {
      return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort();
    }
    return uri.getSentinels().stream()
        .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
        .collect(
            Collectors.joining(",", "", " (Sentinels of '" + uri.getSentinelMasterId() + "')"));
  }

  private static RedisProblem problemOf(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof RedisCommandExecutionException) {
      return reply(message);
    }
    if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
      return RedisProblem.TIMEOUT;
    }
    if (cause instanceof RedisException) {
      return ofLettuce(cause, message);
    }
    if (cause instanceof IllegalStateException && message.contains(HANDSHAKE_LOST)) {
      return RedisProblem.CLOSED;
    }
    return cause instanceof IOException ? ofNetwork(cause, message) : RedisProblem.OTHER;
  }

  /** Some words of Lettuce's own; a refused handshake has the server's reply in them. */
  private static RedisProblem ofLettuce(Throwable cause, String message) {
    if (message.contains("closed") || message.contains("connected")) {
      return RedisProblem.CLOSED;
    }
    return cause instanceof RedisConnectionException ? reply(message) : RedisProblem.OTHER;
  }

  private static RedisProblem ofNetwork(Throwable cause, String message) {
    if (cause instanceof SSLException) {
      return RedisProblem.TLS;
    }
    if (cause instanceof UnknownHostException) {
      return RedisProblem.UNKNOWN_HOST;
    }
    if (cause instanceof ConnectException) {
      return message.toLowerCase(Locale.ROOT).contains("refused")
          ? RedisProblem.REFUSED
          : RedisProblem.UNREACHABLE;
    }
    boolean broken =
        cause instanceof ClosedChannelException
            || cause instanceof SocketException
            || message.contains("reset")
            || message.contains("Broken pipe");
    return broken ? RedisProblem.CLOSED : RedisProblem.OTHER;
  }

  private static RedisProblem reply(String reply) {
    for (RedisProblem problem : RedisProblem.values()) {
      if (problem.isSaidBy(reply)) {
        return problem;
      }
    }
    return RedisProblem.OTHER;
  }

  private static String tls(Throwable error) {
    for (Throwable cause : innermostFirst(error)) {
      if (cause instanceof CertificateException || isAboutPath(cause)) {
        return "its certificate is not trusted (" + cause.getMessage() + ")";
      }
      String message = String.valueOf(cause.getMessage());
      // A Redis without TLS takes the greeting for a long command, and waits for its end.
      if (message.contains("not an SSL/TLS record") || message.contains("handshake timed out")) {
        return "it does not speak TLS on this port (expected: redis:// instead of rediss://)";
      }
    }
    return words(error);
  }

  /** The JDK's certificate path exceptions share no public type with the others. */
  private static boolean isAboutPath(Throwable cause) {
    return cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
  }

  /** The innermost message there is, on one line. */
  private static String words(Throwable error) {
    for (Throwable cause : innermostFirst(error)) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        return message.lines().findFirst().orElse(message).strip();
      }
    }
    return error.getClass().getSimpleName();
  }

  private static Deque<Throwable> innermostFirst(Throwable error) {
    Deque<Throwable> chain = new ArrayDeque<>();
    @Nullable Throwable cause = error;
    while (cause != null && chain.size() < DEPTH) {
      chain.push(cause);
      cause = cause.getCause();
    }
    return chain;
  }
}
