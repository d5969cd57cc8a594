package io.posthorn.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The main listener's one place where a path is matched to what serves it: {@code /} (and a target
 * without a path) to the root protocol, {@code /v1/...} to the native one, {@code /api/...},
 * folders and single paths as registered; the rest is 404.
 */
public final class Routes implements Protocol {
  private static final String NATIVE_PREFIX = "/v1/";
  private static final String API_PREFIX = "/api/";

  private final Protocol root;
  private final Protocol nativeApi;
  private final Map<String, Protocol> paths = new HashMap<>();
  private final Map<String, Protocol> folders = new HashMap<>();
  private @Nullable Protocol api;
  private Reply browserPage = Reply.text(200, "Posthorn is running. Its API is at /v1/.");

  /** {@code root} serves {@code /}, {@code nativeApi} what begins with {@code /v1/}. */
  public Routes(Protocol root, Protocol nativeApi) {
    this.root = root;
    this.nativeApi = nativeApi;
  }

  /** Serves exactly {@code path} by {@code protocol}. Before the listener starts. */
  public Routes path(String path, Protocol protocol) {
    paths.put(path, protocol);
    return this;
  }

  /**
   * Serves what begins with {@code /api/}, in any case, by {@code protocol}. Before the listener
   * starts.
   */
  public Routes api(Protocol protocol) {
    api = protocol;
    return this;
  }

  /**
   * Serves {@code /name/} and what is below it, and {@code /name}, by {@code protocol}. Before the
   * listener starts.
   *
   * @param folder its name between two slashes
   */
  public Routes folder(String folder, Protocol protocol) {
    folders.put(folder, protocol);
    return this;
  }

  /** Sends a browser's bare {@code GET /} elsewhere by {@code redirect}. As before. */
  public Routes browsers(Reply redirect) {
    browserPage = redirect;
    return this;
  }

  @Override
  public void handle(Exchange exchange) {
    String path = exchange.path();
    if (isRoot(path)) {
      if (isBrowser(exchange)) {
        exchange.reply(browserPage);
      } else {
        root.handle(exchange);
      }
    } else if (isNative(path)) {
      nativeApi.handle(exchange);
    } else {
      Protocol protocol = other(path);
      if (protocol != null) {
        protocol.handle(exchange);
      } else {
        exchange.reply(notFound());
      }
    }
  }

  @Override
  public @Nullable Supplier<Reply> admit(Exchange exchange) {
    String path = exchange.path();
    Protocol protocol = isRoot(path) ? root : isNative(path) ? nativeApi : other(path);
    return protocol == null ? Routes::notFound : protocol.admit(exchange);
  }

  @Override
  public List<String> warmUp() {
    return Stream.concat(root.warmUp().stream(), nativeApi.warmUp().stream()).toList();
  }

  @Override
  public Reply refuse(Exchange exchange, Refusal refusal) {
    String path = exchange.path();
    if (isRoot(path)) {
      return root.refuse(exchange, refusal);
    }
    if (isNative(path)) {
      return nativeApi.refuse(exchange, refusal);
    }
    return Objects.requireNonNullElse(other(path), nativeApi).refuse(exchange, refusal);
  }

  private @Nullable Protocol other(String path) {
    if (path.regionMatches(true, 0, API_PREFIX, 0, API_PREFIX.length())) {
      return api;
    }
    int slash = path.indexOf('/', 1);
    Protocol folder = folders.get(slash < 0 ? path + '/' : path.substring(0, slash + 1));
    return folder == null ? paths.get(path) : folder;
  }

  private static boolean isNative(String path) {
    return path.startsWith(NATIVE_PREFIX);
  }

  private static boolean isRoot(String path) {
    return path.isEmpty() || path.equals("/");
  }

  /** Whether a person looks: HTTPSQS clients send a query or do not ask for HTML. */
  private static boolean isBrowser(Exchange exchange) {
    if (exchange.query() != null || !exchange.method().equals("GET")) {
      return false;
    }
    @Nullable String accept = exchange.header("Accept");
    return accept != null && accept.contains("text/html");
  }

  private static Reply notFound() {
    String problem =
        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"code\":\"not-found\","
            + "\"detail\":\"Nothing is served at this path.\"}";
    return new Reply(
        404,
        null,
        List.of("Content-Type", "application/problem+json"),
        problem.getBytes(UTF_8),
        false,
        false,
        "not-found");
  }
}
