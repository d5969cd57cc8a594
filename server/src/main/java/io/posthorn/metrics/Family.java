package io.posthorn.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What is counted by labels whose values are few. Beyond a bound that correct callers never meet,
 * all that is new is counted as one.
 *
 * @param <T> what counts
 */
final class Family<T> {
  private static final int MOST = 1000;
  private static final String OTHER = "other";

  private final Map<List<String>, T> series = new ConcurrentHashMap<>();
  private final Supplier<T> maker;
  private final String[] names;

  Family(Supplier<T> maker, String... names) {
    this.maker = maker;
    this.names = names.clone();
  }

  T of(String... values) {
    List<String> key = List.of(values);
    T found = series.get(key);
    if (found != null) {
      return found;
    }
    if (series.size() >= MOST) {
      key = List.of(names).stream().map(name -> OTHER).toList();
    }
    return series.computeIfAbsent(key, any -> maker.get());
  }

  /** The sum of all series. */
  long sum(ToLongFunction<T> value) {
    long sum = 0;
    for (T each : series.values()) {
      sum += value.applyAsLong(each);
    }
    return sum;
  }

  void forEach(BiConsumer<Labels, T> action) {
    series.forEach(
        (values, each) -> action.accept(Labels.of(names, values.toArray(String[]::new)), each));
  }
}
