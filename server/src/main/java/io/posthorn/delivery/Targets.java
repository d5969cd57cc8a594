package io.posthorn.delivery;

import io.posthorn.message.TargetUrl;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is known of targets, the least recently used forgotten beyond a bound. A target is a URL
 * without its query; what went wrong before a byte was written is known of its origin, and so of
 * all targets there. Belongs to the loop.
 */
final class Targets {
  private static final int MOST = 10_000;

  /** A longer name is kept as its digest. */
  private static final int LONGEST_NAME = 256;

  private final Map<String, Target> targets = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Host> hosts = new LinkedHashMap<>(64, 0.75f, true);

  private final int mostCalls;

  /** Targets that may have so many calls each. */
  Targets(int mostCalls) {
    this.mostCalls = mostCalls;
  }

  /** The target of {@code url}. */
  Target of(TargetUrl url) {
    String path = url.pathAndQuery();
    int query = path.indexOf('?');
    String origin = url.origin();
    String key = name(origin + (query < 0 ? path : path.substring(0, query)));
    Target target = targets.get(key);
    if (target == null) {
      Host shared = hosts.computeIfAbsent(name(origin), any -> new Host(mostCalls));
      target = new Target(key, shared, new Circuit(), mostCalls);
      targets.put(key, target);
      forget(targets, Target::idle);
      forget(hosts, Host::idle);
    }
    return target;
  }

  /** Those under way can't go; they are no more than the budget of calls. */
  private static <T> void forget(Map<String, T> known, Predicate<T> mayGo) {
    for (int looks = known.size(); known.size() > MOST && looks > 0; looks--) {
      Map.Entry<String, T> eldest = known.entrySet().iterator().next();
      if (mayGo.test(eldest.getValue())) {
        known.remove(eldest.getKey());
      } else {
        known.get(eldest.getKey());
      }
    }
  }

  private static String name(String text) {
    if (text.length() <= LONGEST_NAME) {
      return text;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
