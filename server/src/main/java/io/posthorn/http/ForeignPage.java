package io.posthorn.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises requests that a web page of another site made a browser send. Where keys are asked
 * that is no danger: nothing sends them by itself. Where none are, whoever sits at a browser on
 * this machine would lend every page their access.
 */
final class ForeignPage {
  /** What ends names that nobody can own on the public Internet. */
  private static final Set<String> PRIVATE_ENDS =
      Set.of("localhost", "localdomain", "local", "internal", "lan", "test", "arpa");

  private ForeignPage() {}

  /** Whether a page of another site sent {@code exchange}, as browsers say. */
  static boolean sent(Exchange exchange) {
    @Nullable String site = exchange.header("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    @Nullable String origin = exchange.header("Origin");
    if (origin == null) {
      return false;
    }
    int scheme = origin.indexOf("://");
    return scheme < 0 || !origin.substring(scheme + 3).equalsIgnoreCase(exchange.header("Host"));
  }

  /**
   * Whether {@code host}, a {@code Host} header, is a name that could belong to another site, which
   * has it lead to a loopback address, so that browsers take its pages for ours (DNS rebinding).
   * Names without a dot, and addresses, can't.
   */
  static boolean couldOwn(@Nullable String host) {
    if (host == null || host.startsWith("[")) {
      return false;
    }
    int colon = host.lastIndexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      return false;
    }
    String end = name.substring(dot + 1).toLowerCase(java.util.Locale.ROOT);
    boolean number = !end.isEmpty() && end.chars().allMatch(c -> c >= '0' && c <= '9');
    return !number && !PRIVATE_ENDS.contains(end);
  }
}
