package io.posthorn.message;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message of a push queue says about its own delivery. Null: as the queue's {@link
 * HttpTarget} says.
 *
 * @param url where to; null only where the queue has a url
 * @param method the request method
 * @param headers sent with it; each replaces the queue's of the same name
 * @param timeout from the request's first byte to the answer's last
 * @param success which answers count as delivered
 * @param retry when it is tried again; null = as the queue says
 * @param repeat when it runs again after it ran; null = once
 * @param paused whether it repeats no more until resumed; a paused task waits on {@link #NEVER}
 * @param callback who hears how it ended
 * @param attributes opaque to all but the protocol that wrote them
 */
public record Task(
    @Nullable String url,
    @Nullable String method,
    List<Header> headers,
    @Nullable Duration timeout,
    @Nullable StatusSet success,
    @Nullable RetryPolicy retry,
    @Nullable Repeat repeat,
    boolean paused,
    @Nullable Callback callback,
    Map<String, String> attributes) {
  /** What a paused task waits on: 9999-12-31T00:00:00Z. */
  public static final Instant NEVER = Instant.ofEpochSecond(253_402_214_400L);

  /** Says nothing. */
  public static final Task NONE =
      new Task(null, null, List.of(), null, null, null, null, false, null, Map.of());

  public Task {
    headers = List.copyOf(headers);
    attributes = Map.copyOf(attributes);
  }

  /** A task for {@code url} that is else as its queue says. */
  public static Task to(String url) {
    return new Task(url, null, List.of(), null, null, null, null, false, null, Map.of());
  }

  /** This task with another repeat. */
  public Task withRepeat(@Nullable Repeat other) {
    return new Task(
        url, method, headers, timeout, success, retry, other, paused, callback, attributes);
  }

  /** This task paused, or not. */
  public Task withPaused(boolean now) {
    return new Task(
        url, method, headers, timeout, success, retry, repeat, now, callback, attributes);
  }
}
