package io.posthorn.source;

import io.posthorn.delivery.call.RequestStyle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one relay is told.
 *
 * @param host where Redis is
 * @param port where Redis is
 * @param password what it asks for; null = nothing
 * @param list the list's name without its prefix {@code list:}
 * @param timeout how long a connection, and then an exchange, may take
 * @param urls where each item is posted; none = items are taken and dropped
 * @param options what the original does not know
 */
public record RelayConfig(
    String host,
    int port,
    @Nullable String password,
    String list,
    Duration timeout,
    List<String> urls,
    Options options) {
  /** Most urls. */
  public static final int MAX_URLS = 100;

  /** Largest prefetch. */
  public static final int MAX_PREFETCH = 10_000;

  /**
   * What the original does not know.
   *
   * @param prefetch most items that wait for one url, 1 to {@value #MAX_PREFETCH}
   * @param concurrency most calls to one url at once
   * @param ordered whether an item waits until the one before it is delivered
   * @param style how requests are written
   * @param nestedAsJson whether objects and arrays within an item are posted as JSON, not as ""
   * @param retryFirst bound of the first pause before a call is made again
   * @param retryCap bound of every pause
   * @param log whether calls are written to the log; null = as whoever starts the relay thinks fit
   */
  public record Options(
      int prefetch,
      int concurrency,
      boolean ordered,
      RequestStyle style,
      boolean nestedAsJson,
      Duration retryFirst,
      Duration retryCap,
      @Nullable Boolean log) {
    /** As the original, as far as it makes sense. */
    public static final Options DEFAULT =
        new Options(
            100,
            1,
            false,
            RequestStyle.PLAIN_1_0,
            false,
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            null);
  }

  public RelayConfig {
    urls = List.copyOf(urls);
  }

  /** Where Redis is, as in {@code 127.0.0.1:6379}. */
  public String address() {
    return host + ':' + port;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "RelayConfig[" + address() + ", list:" + list + ", " + urls + ", " + options + "]";
  }
}
