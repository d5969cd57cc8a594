package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a push queue delivers, unless a message's {@link Task} says otherwise.
 *
 * @param url where to; null = every message brings its own
 * @param method the request method
 * @param headers sent with every request to {@code url}'s origin, credentials among them, and to no
 *     other origin
 * @param connectTimeout until a connection, TLS included, must stand
 * @param timeout from the request's first byte to the answer's last
 * @param success which answers count as delivered
 * @param retryOn which failures are tried again
 * @param redirects how many redirects are followed; 0 = none
 * @param secrets what requests are signed with, whatever their url; empty = they are not
 */
public record HttpTarget(
    @Nullable String url,
    String method,
    List<Header> headers,
    Duration connectTimeout,
    Duration timeout,
    StatusSet success,
    RetryOn retryOn,
    int redirects,
    List<SigningSecret> secrets) {
  /** Longest url, in bytes. */
  public static final int MAX_URL = 16 << 10;

  /** Which failures are tried again. */
  public enum RetryOn {
    /** Any. */
    FAILURE,
    /**
     * Only those that can't have reached the receiver: name, connection or TLS handshake failed, or
     * this server died during the call. Any other failure ends the message as DEAD.
     */
    UNREACHED,
    /** Any, and also what a receiver says for good (410) or may not be called: it must arrive. */
    ALWAYS
  }

  /**
   * What a push queue has that names no target: a POST, 5 s to connect, 30 s to answer, any 2xx.
   */
  public static final HttpTarget DEFAULT =
      new HttpTarget(
          null,
          "POST",
          List.of(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          StatusSet.SUCCESS,
          RetryOn.FAILURE,
          0,
          List.of());

  public HttpTarget {
    requireNonNull(method, "method");
    headers = List.copyOf(headers);
    secrets = List.copyOf(secrets);
  }
}
