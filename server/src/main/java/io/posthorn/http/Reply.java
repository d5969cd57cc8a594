package io.posthorn.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole reply. Headers go out in the order and case given. When {@code exact} is false the
 * listener adds {@code Date} and those that frame the message ({@code Content-Length}, {@code
 * Connection}); else the headers are all there is.
 *
 * @param status the status code
 * @param reason its phrase; null = the usual one
 * @param headers name, value, name, value... (see {@link HeaderText} for constants)
 * @param body the bytes, not to be changed afterwards; left out in a reply to HEAD
 * @param exact the headers are all there is to send
 * @param close close the connection after it
 * @param refusal the stable name of the error that it tells, in whatever words; null = it tells
 *     none
 */
public record Reply(
    int status,
    @Nullable String reason,
    List<? extends CharSequence> headers,
    byte[] body,
    boolean exact,
    boolean close,
    @Nullable String refusal) {
  /** A reply that tells no error. */
  public Reply(
      int status,
      @Nullable String reason,
      List<? extends CharSequence> headers,
      byte[] body,
      boolean exact,
      boolean close) {
    this(status, reason, headers, body, exact, close, null);
  }

  /** A reply of {@code status} with a content type. */
  public static Reply of(int status, String contentType, byte[] body) {
    return new Reply(status, null, List.of("Content-Type", contentType), body, false, false);
  }

  /** This reply, which tells the error {@code code}: it is counted among the refusals. */
  public Reply refusing(String code) {
    return new Reply(status, reason, headers, body, exact, close, code);
  }

  /** A reply of one line of text. */
  public static Reply text(int status, String line) {
    return of(status, "text/plain; charset=utf-8", (line + '\n').getBytes(StandardCharsets.UTF_8));
  }
}
