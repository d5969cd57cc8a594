package io.posthorn.delivery;

import io.posthorn.message.TargetUrl;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What is known of targets, the least recently used forgotten beyond a bound. A target is a URL
 * without its query; what went wrong before a byte was written is known of its origin, and so of
 * all targets there. Belongs to the loop.
 */
final class Targets {
  private static final int MOST = 10_000;

  private final Map<String, Target> targets = bounded(Target::idle);
  private final Map<String, Circuit> origins = bounded(circuit -> true);

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
    String key = origin + (query < 0 ? path : path.substring(0, query));
    Target target = targets.get(key);
    if (target == null) {
      Circuit shared = origins.computeIfAbsent(origin, any -> new Circuit());
      target = new Target(shared, new Circuit(), mostCalls);
      targets.put(key, target);
    }
    return target;
  }

  private static <T> Map<String, T> bounded(Function<T, Boolean> mayGo) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > MOST && mayGo.apply(eldest.getValue());
      }
    };
  }
}
