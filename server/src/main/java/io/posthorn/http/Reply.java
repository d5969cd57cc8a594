package io.posthorn.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole reply. Headers go out in the order and case given; the listener adds none but those that frame the message
 * ({@code Content-Length} and {@code Connection}), and those only when {@code exact} is false.
 *
 * @param status the status code
 * @param reason its phrase; null = the usual one
 * @param headers name, value, name, value...
 * @param body the bytes
 * @param exact the headers are all there is to send
 * @param close close the connection after it
 */
public record Reply(
    int status, @Nullable String reason, List<String> headers, byte[] body, boolean exact, boolean close) {
  /** A reply of {@code status} with a content type. */
  public static Reply of(int status, String contentType, byte[] body) {
    return new Reply(status, null, List.of("Content-Type", contentType), body, false, false);
  }
}
