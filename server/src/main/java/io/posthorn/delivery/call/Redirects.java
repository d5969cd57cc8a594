package io.posthorn.delivery.call;

import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.TargetUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a redirect leads to. Methods change as RFC 9110 has it; another origin hears of the caller's
 * headers only what describes the body and what is wanted, never credentials.
 */
final class Redirects {
  private static final Set<String> TO_ANYONE =
      ignoringCase("Accept", "Accept-Language", "User-Agent");
  private static final Set<String> ABOUT_BODY =
      ignoringCase("Content-Type", "Content-Encoding", "Content-Language", "Content-MD5", "Digest");

  private Redirects() {}

  /**
   * The call to make instead; null when {@code status} is no redirect, names no place or {@code
   * call} follows no more.
   *
   * @throws IllegalArgumentException when the place is no URL that may be called
   */
  static @Nullable Call next(Call call, int status, @Nullable String location) {
    if (call.redirects() == 0 || location == null || !isRedirect(status)) {
      return null;
    }
    TargetUrl url = resolve(call.url(), location.trim());
    String method = method(call.method(), status);
    boolean bodyless = !method.equals(call.method());
    boolean sameOrigin = Origin.of(url).equals(Origin.of(call.url()));
    List<Header> headers = new ArrayList<>();
    for (Header header : call.headers()) {
      boolean aboutBody = ABOUT_BODY.contains(header.name());
      if (aboutBody ? !bodyless : sameOrigin || TO_ANYONE.contains(header.name())) {
        headers.add(header);
      }
    }
    return new Call(
        url,
        method,
        headers,
        bodyless ? Body.EMPTY : call.body(),
        call.connectTimeout(),
        call.timeout(),
        call.redirects() - 1,
        call.style());
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static String method(String method, int status) {
    boolean toGet =
        status == 303
            ? !method.equals("HEAD")
            : (status == 301 || status == 302) && method.equals("POST");
    return toGet ? "GET" : method;
  }

  /** Joins by hand what can be, so that the place is asked for byte for byte as it was named. */
  private static TargetUrl resolve(TargetUrl base, String location) {
    int colon = location.indexOf(':');
    int slash = indexOfAny(location, "/?#");
    if (colon > 0 && (slash < 0 || colon < slash)) {
      return TargetUrl.parse(location);
    }
    if (location.startsWith("//")) {
      return TargetUrl.parse(base.scheme() + ':' + location);
    }
    if (location.startsWith("/")) {
      return TargetUrl.parse(base.origin() + location);
    }
    String path = base.pathAndQuery();
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    if (location.startsWith("?")) {
      return TargetUrl.parse(base.origin() + bare + location);
    }
    if (location.isEmpty() || location.startsWith("#")) {
      return TargetUrl.parse(base.origin() + path);
    }
    String joined = base.origin() + bare.substring(0, bare.lastIndexOf('/') + 1) + location;
    return TargetUrl.parse(joined.contains("/.") ? withoutDots(joined) : joined);
  }

  private static String withoutDots(String url) {
    try {
      return new URI(url).normalize().toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url: '" + url + "' (expected: a valid path)", e);
    }
  }

  private static int indexOfAny(String text, String chars) {
    for (int i = 0; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static Set<String> ignoringCase(String... names) {
    var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(List.of(names));
    return set;
  }
}
