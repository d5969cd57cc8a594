package io.posthorn.storage.rocksdb;

import io.posthorn.metrics.StorageMetrics;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.metrics.StorageMetrics.Was;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the batch under way does to messages, told once it is written: what could not be written has
 * not happened. Used by the writer thread alone.
 */
final class Tally {
  private static final int MOST = 1 << 16;

  private final List<Consumer<StorageMetrics>> noted = new ArrayList<>();

  void dead(String reason) {
    note(metrics -> metrics.dead(reason, 1));
  }

  void redriven() {
    note(metrics -> metrics.redriven(1));
  }

  void removed(Was was, By by, long messages) {
    if (messages > 0) {
      note(metrics -> metrics.removed(was, by, messages));
    }
  }

  /** A batch has a bound; where nobody ever listens, as in tests, nothing piles up. */
  private void note(Consumer<StorageMetrics> event) {
    if (noted.size() < MOST) {
      noted.add(event);
    }
  }

  /** Tells and forgets what was noted. */
  void tell(StorageMetrics metrics) {
    if (!noted.isEmpty()) {
      noted.forEach(event -> event.accept(metrics));
      noted.clear();
    }
  }
}
