package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.storage.VisibilityListener;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A verb of a catalog as a function of the core. What there is matters more than a write's speed:
 * changes are always durable.
 *
 * @param <T> what it answers
 */
final class Verb<T> extends Command<T> {
  private final Need need;
  private final Function<Core, T> work;
  private final @Nullable QueueName wakes;

  Verb(Need need, @Nullable QueueName wakes, Function<Core, T> work) {
    this.need = need;
    this.wakes = wakes;
    this.work = work;
  }

  @Override
  Need need() {
    return need;
  }

  @Override
  T run(Core core) {
    if (need != Need.NOTHING) {
      mustBeDurable();
    }
    return work.apply(core);
  }

  @Override
  void announce(VisibilityListener listener) {
    if (wakes != null) {
      listener.visible(wakes, Instant.EPOCH);
    }
  }
}
