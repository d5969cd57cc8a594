package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.HttpMethods;
import io.posthorn.message.TargetUrl;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP request that is to be made.
 *
 * @param url where to
 * @param method one of {@link HttpMethods#ALL}
 * @param headers sent as they are, in their order, but those that frame a request; besides them
 *     only Host, Content-Length and, unless it is among them, User-Agent
 * @param body the request's body; may be empty
 * @param connectTimeout for the name, the connection and its TLS handshake together, anew for each
 *     redirect; longer than zero
 * @param timeout from the request's first byte to the answer's last, anew for each redirect; longer
 *     than zero
 * @param redirects how many redirects are followed; 0 = a redirect is the answer
 * @param style how its head is written
 */
public record Call(
    TargetUrl url,
    String method,
    List<Header> headers,
    Body body,
    Duration connectTimeout,
    Duration timeout,
    int redirects,
    RequestStyle style) {
  public Call {
    requireNonNull(url, "url");
    if (!HttpMethods.ALL.contains(method)) {
      throw new IllegalArgumentException(
          "method: '" + method + "' (expected: one of " + HttpMethods.ALL + ")");
    }
    requireNonNull(body, "body");
    requireNonNull(style, "style");
    headers = List.copyOf(headers);
    checkPositive("connectTimeout", connectTimeout);
    checkPositive("timeout", timeout);
    if (redirects < 0) {
      throw new IllegalArgumentException("redirects: " + redirects + " (expected: at least 0)");
    }
  }

  /** A call of the usual style. */
  public Call(
      TargetUrl url,
      String method,
      List<Header> headers,
      Body body,
      Duration connectTimeout,
      Duration timeout,
      int redirects) {
    this(url, method, headers, body, connectTimeout, timeout, redirects, RequestStyle.USUAL);
  }

  private static void checkPositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
    }
  }
}
