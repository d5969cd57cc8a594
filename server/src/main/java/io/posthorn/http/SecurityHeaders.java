package io.posthorn.http;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Headers that keep browsers from doing with an answer what it is not meant for. All answers but
 * those of HTTPSQS, whose headers are fixed, carry those of {@link #add}; pages carry {@link
 * #PAGE}.
 */
public final class SecurityHeaders {
  private static final CharSequence CONTENT_TYPE_OPTIONS = HeaderText.of("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HeaderText.of("nosniff");
  private static final CharSequence CACHE_CONTROL = HeaderText.of("Cache-Control");
  private static final CharSequence NO_STORE = HeaderText.of("no-store");
  private static final CharSequence POLICY = HeaderText.of("Content-Security-Policy");
  private static final CharSequence NOTHING =
      HeaderText.of("default-src 'none'; frame-ancestors 'none'; sandbox");
  private static final CharSequence STRICT_TRANSPORT = HeaderText.of("Strict-Transport-Security");
  private static final CharSequence A_YEAR = HeaderText.of("max-age=31536000");

  /**
   * For pages made of own files: scripts, styles, images, fonts and calls of this server's origin
   * alone; nothing inline, nothing evaluated, no frames around, no forms sent, no referrer told.
   * Name, value, name, value.
   */
  public static final List<CharSequence> PAGE =
      List.of(
          POLICY,
          HeaderText.of(
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                  + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
                  + " form-action 'none'; frame-ancestors 'none'"),
          HeaderText.of("Referrer-Policy"),
          HeaderText.of("no-referrer"),
          HeaderText.of("Cross-Origin-Opener-Policy"),
          HeaderText.of("same-origin"),
          HeaderText.of("Cross-Origin-Resource-Policy"),
          HeaderText.of("same-origin"),
          HeaderText.of("Permissions-Policy"),
          HeaderText.of("camera=(), geolocation=(), microphone=()"));

  private SecurityHeaders() {}

  /** {@code reply} with the headers of a page. */
  public static Reply page(Reply reply) {
    List<CharSequence> headers = new ArrayList<>(reply.headers());
    headers.addAll(PAGE);
    return new Reply(
        reply.status(),
        reply.reason(),
        List.copyOf(headers),
        reply.body(),
        reply.exact(),
        reply.close(),
        reply.refusal());
  }

  /**
   * Adds to {@code headers}, which are all the others, what every answer needs.
   *
   * @param read whether it answers a GET or HEAD, which browsers keep
   * @param own whether it has something of its own: what says that nothing changed (304) would
   *     change the headers kept
   * @param tls whether the connection is encrypted
   */
  static void add(MultiMap headers, boolean read, boolean own, boolean tls) {
    if (!headers.contains(CONTENT_TYPE_OPTIONS)) {
      headers.add(CONTENT_TYPE_OPTIONS, NOSNIFF);
    }
    if (read && own && !headers.contains(CACHE_CONTROL)) {
      headers.add(CACHE_CONTROL, NO_STORE);
    }
    // Browsers show answers to POST as well: a form is enough to ask for one.
    if (own && !headers.contains(POLICY)) {
      headers.add(POLICY, NOTHING);
    }
    if (tls) {
      headers.add(STRICT_TRANSPORT, A_YEAR);
    }
  }
}
