package io.posthorn.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How requests are made.
 *
 * @param base the server, as in {@code http://127.0.0.1:1218}; without a slash at its end
 * @param http makes them
 * @param threads for what must not happen on a thread of the JDK
 * @param timeout for a whole answer, on top of what the server was asked to wait
 * @param retries how often a request is repeated that is safe to repeat
 * @param maxAnswer longest body of an answer, in bytes
 * @param apiKey sent as a bearer token; null = none
 */
record Options(
    String base,
    HttpClient http,
    Executor threads,
    Duration timeout,
    int retries,
    int maxAnswer,
    @Nullable String apiKey) {
  /** Keeps the key to itself. */
  @Override
  public String toString() {
    return "Options[" + base + "]";
  }
}
