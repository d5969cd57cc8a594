package io.posthorn.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of many.
 *
 * @param items what is on this page
 * @param cursor asks for the next page; null = this is the last
 */
public record Page<T>(List<T> items, @Nullable String cursor) {
  /** Takes a copy. */
  public Page {
    items = List.copyOf(items);
  }
}
