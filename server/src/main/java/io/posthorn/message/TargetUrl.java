package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The absolute http or https URL of a target. What stands behind the host reaches the target byte
 * for byte: nothing is decoded, sorted or resolved; only characters beyond ASCII, which old clients
 * send raw, go out as percent-encoded UTF-8. The host is brought into one form, so that no spelling
 * of an address passes for a name. A fragment is dropped. Immutable; equal when written alike.
 */
public final class TargetUrl {
  /** Longest URL, in bytes of UTF-8. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_SHOWN = 100;
  private static final int MAX_PORT = 65_535;

  private final String raw;
  private final boolean secure;
  private final String writtenHost;
  private final String host;
  private final int port;
  private final String pathAndQuery;

  private TargetUrl(
      String raw, boolean secure, String writtenHost, String host, int port, String pathAndQuery) {
    this.raw = raw;
    this.secure = secure;
    this.writtenHost = writtenHost;
    this.host = host;
    this.port = port;
    this.pathAndQuery = pathAndQuery;
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException when it is no URL that may be called; the message begins with
   *     {@code url:} and names the offending and the expected value, but no credentials
   */
  public static TargetUrl parse(String text) {
    requireNonNull(text, "text");
    checkCharacters(text);
    int colon = text.indexOf("://");
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!secure && !scheme.equals("http")) {
      throw refused("'" + shown(withoutUserInfo(text)) + "'", "http:// or https://");
    }
    int from = colon + 3;
    int to = endOfAuthority(text, from);
    String authority = text.substring(from, to);
    if (authority.indexOf('@') >= 0) {
      throw refused(
          "credentials before '" + shown(authority.substring(authority.lastIndexOf('@'))) + "'",
          "none; send the header Authorization instead");
    }
    int portColon = authority.lastIndexOf(':');
    if (portColon < authority.lastIndexOf(']')) {
      portColon = -1;
    }
    String written = portColon < 0 ? authority : authority.substring(0, portColon);
    if (written.isEmpty()) {
      throw refused("'" + shown(text) + "' has no host", "like http://example.com/path");
    }
    int port = port(portColon < 0 ? "" : authority.substring(portColon + 1), secure);
    String pathAndQuery = pathAndQuery(text, to);
    return new TargetUrl(text, secure, written, UrlHost.normalise(written), port, pathAndQuery);
  }

  /**
   * Whether two urls, null = none, lead to the same server: their {@link #origin}s are equal, or
   * there is neither. One that can't be read leads nowhere else than its own spelling does.
   */
  public static boolean isSameOrigin(@Nullable String one, @Nullable String other) {
    if (one == null || other == null || one.equals(other)) {
      return Objects.equals(one, other);
    }
    try {
      return parse(one).origin().equals(parse(other).origin());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The URL as it was written. */
  public String raw() {
    return raw;
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return secure ? "https" : "http";
  }

  /** Whether the scheme is https. */
  public boolean secure() {
    return secure;
  }

  /** The host as it was written. */
  public String host() {
    return writtenHost;
  }

  /**
   * The host to resolve, in its one form: lower case, in ASCII, without a trailing dot; an address
   * as four decimal numbers or as IPv6 without brackets.
   */
  public String lookupHost() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port to connect to: that of the URL, or the scheme's. */
  public int port() {
    return port;
  }

  /** What the {@code Host} header says: the host in its one form, and the port unless usual. */
  public String authority() {
    return port == defaultPort(secure) ? host : host + ':' + port;
  }

  /** Scheme and {@link #authority}: equal for all URLs that lead to the same server. */
  public String origin() {
    return scheme() + "://" + authority();
  }

  /** The request target: path and query as written, in ASCII, at least {@code /}. */
  public String pathAndQuery() {
    return pathAndQuery;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TargetUrl that && raw.equals(that.raw);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  @Override
  public String toString() {
    return raw;
  }

  /** {@code text} as a message may quote it: shortened, without control characters. */
  static String shown(String text) {
    String start = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    var shown = new StringBuilder(start.length());
    start.chars().forEach(c -> shown.append(isControl(c) ? '?' : (char) c));
    return shown.toString();
  }

  private static boolean isControl(int c) {
    return c < 0x20 || c >= 0x7f && c < 0xa0;
  }

  private static void checkCharacters(String text) {
    // No char takes less than a byte, which spares encoding what is far too long.
    int length = text.length();
    int bytes = length > MAX_BYTES ? length : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw refused(bytes + " bytes", "at most " + MAX_BYTES);
    }
    int query = text.indexOf('?');
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == ' ' || isControl(c)) {
        throw refused(
            String.format(Locale.ROOT, "character U+%04X at index %d", (int) c, i),
            "no blanks or control characters; write %20 for a blank");
      }
      if (c == '\\' && (query < 0 || i < query)) {
        throw refused("a backslash at index " + i, "slashes");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw refused("half a character at index " + i, "valid Unicode");
        }
        i++;
      }
    }
  }

  private static int endOfAuthority(String text, int from) {
    int to = from;
    while (to < text.length() && "/?#".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    return to;
  }

  private static String withoutUserInfo(String text) {
    int slashes = text.indexOf("//");
    int from = slashes < 0 ? 0 : slashes + 2;
    int at = text.lastIndexOf('@', endOfAuthority(text, from));
    return at < from ? text : text.substring(0, from) + "***" + text.substring(at);
  }

  private static int defaultPort(boolean secure) {
    return secure ? 443 : 80;
  }

  private static int port(String text, boolean secure) {
    if (text.isEmpty()) {
      return defaultPort(secure);
    }
    boolean digits = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = digits ? Integer.parseInt(text) : 0;
    if (port < 1 || port > MAX_PORT) {
      throw refused("port '" + shown(text) + "'", "1 to " + MAX_PORT);
    }
    return port;
  }

  private static String pathAndQuery(String text, int from) {
    int hash = text.indexOf('#', from);
    String rest = hash < 0 ? text.substring(from) : text.substring(from, hash);
    String written = rest.startsWith("/") ? rest : '/' + rest;
    if (written.chars().allMatch(c -> c < 0x80)) {
      return written;
    }
    var ascii = new StringBuilder(written.length() + 32);
    for (byte b : written.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0) {
        ascii.append((char) b);
      } else {
        ascii.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      }
    }
    return ascii.toString();
  }

  private static IllegalArgumentException refused(String offending, String expected) {
    return new IllegalArgumentException("url: " + offending + " (expected: " + expected + ")");
  }
}
