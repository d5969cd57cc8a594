package io.posthorn.http;

import org.jspecify.annotations.Nullable;

/**
 * Splits a request target by hand: clients send {@code ?a=b} without a path, and absolute forms.
 */
final class Target {
  private Target() {}

  static String path(String target) {
    int start = pathStart(target);
    int end = target.length();
    for (int i = start; i < end; i++) {
      char c = target.charAt(i);
      if (c == '?' || c == '#') {
        end = i;
      }
    }
    return target.substring(start, end);
  }

  static @Nullable String query(String target) {
    int mark = target.indexOf('?');
    int hash = target.indexOf('#');
    if (mark < 0 || (hash >= 0 && hash < mark)) {
      return null;
    }
    return hash < 0 ? target.substring(mark + 1) : target.substring(mark + 1, hash);
  }

  private static int pathStart(String target) {
    if (target.isEmpty() || target.charAt(0) == '/' || target.charAt(0) == '?') {
      return 0;
    }
    int scheme = target.indexOf("://");
    if (scheme < 0 || scheme > 10) {
      return 0;
    }
    int i = scheme + 3;
    while (i < target.length()
        && target.charAt(i) != '/'
        && target.charAt(i) != '?'
        && target.charAt(i) != '#') {
      i++;
    }
    return i;
  }
}
