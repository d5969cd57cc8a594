package io.posthorn.protocol.httpsqs;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, each decoded once, one char per byte; null = not given. Parsed as
 * libevent's {@code evhttp_parse_query} does: names ignore case and are not decoded, the first of
 * several wins, and one piece without {@code =} or without a name voids them all.
 */
final class HttpsqsQuery {
  private static final HttpsqsQuery NONE = new HttpsqsQuery();

  @Nullable String auth;
  @Nullable String name;
  @Nullable String opt;
  @Nullable String data;
  @Nullable String pos;
  @Nullable String num;
  @Nullable String order;
  @Nullable String charset;

  private HttpsqsQuery() {}

  /** Reads what {@code target} has after its {@code ?}. */
  static HttpsqsQuery parse(String target) {
    int end = target.indexOf('#');
    if (end < 0) {
      end = target.length();
    }
    int i = target.indexOf('?') + 1;
    if (i == 0 || i > end) {
      return NONE;
    }
    var query = new HttpsqsQuery();
    while (i < end) {
      int stop = target.indexOf('&', i);
      if (stop < 0 || stop > end) {
        stop = end;
      }
      int equals = target.indexOf('=', i);
      if (equals <= i || equals >= stop) {
        return NONE;
      }
      query.set(target, i, equals, stop);
      i = stop + 1;
    }
    return query;
  }

  private void set(String target, int start, int equals, int stop) {
    switch (equals - start) {
      case 3 -> {
        if (opt == null && is(target, start, "opt")) {
          opt = UrlDecoding.decode(target, equals + 1, stop);
        } else if (pos == null && is(target, start, "pos")) {
          pos = UrlDecoding.decode(target, equals + 1, stop);
        } else if (num == null && is(target, start, "num")) {
          num = UrlDecoding.decode(target, equals + 1, stop);
        }
      }
      case 4 -> {
        if (name == null && is(target, start, "name")) {
          name = UrlDecoding.decode(target, equals + 1, stop);
        } else if (data == null && is(target, start, "data")) {
          data = UrlDecoding.decode(target, equals + 1, stop);
        } else if (auth == null && is(target, start, "auth")) {
          auth = UrlDecoding.decode(target, equals + 1, stop);
        }
      }
      case 5 -> {
        if (order == null && is(target, start, "order")) {
          order = UrlDecoding.decode(target, equals + 1, stop);
        }
      }
      case 7 -> {
        if (charset == null && is(target, start, "charset")) {
          charset = UrlDecoding.decode(target, equals + 1, stop);
        }
      }
      default -> {}
    }
  }

  private static boolean is(String target, int start, String name) {
    return target.regionMatches(true, start, name, 0, name.length());
  }

  /**
   * The number that C's {@code atoi} reads: blanks, a sign, digits, junk ignored; 0 when there are
   * no digits. Beyond what fits, the nearest number that does, which no operation accepts.
   */
  static long number(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    int i = 0;
    while (i < text.length()
        && (text.charAt(i) == ' ' || (text.charAt(i) >= '\t' && text.charAt(i) <= '\r'))) {
      i++;
    }
    boolean negative = i < text.length() && text.charAt(i) == '-';
    if (negative || (i < text.length() && text.charAt(i) == '+')) {
      i++;
    }
    long value = 0;
    for (; i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9'; i++) {
      value = Math.min(Integer.MAX_VALUE, value * 10 + (text.charAt(i) - '0'));
    }
    return negative ? -value : value;
  }
}
