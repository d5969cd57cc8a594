package io.posthorn.delivery;

import io.posthorn.message.QueueName;
import io.posthorn.storage.EngineClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The queues that have, or will have, something to deliver: those that are due stand in line for
 * their turns, each other one waits for its alarm. Belongs to the loop, but for {@link #hint}.
 */
final class PushQueues {
  private final ConcurrentHashMap<QueueName, PushQueue> queues = new ConcurrentHashMap<>();
  private final ArrayDeque<PushQueue> line = new ArrayDeque<>();
  private final PullQueues pulls;
  private final Loop loop;

  /** Queues beyond it have to wait until the scan at the start has passed them. */
  private @Nullable QueueName frontier = QueueName.ofLatin1("");

  PushQueues(Loop loop, EngineClock clock) {
    this.loop = loop;
    pulls = new PullQueues(clock);
  }

  /** Something in {@code name} may be handed out from {@code at} on; from any thread. */
  void hint(QueueName name, Instant at) {
    if (pulls.has(name)) {
      return;
    }
    long millis = at.toEpochMilli();
    while (true) {
      PushQueue queue = queues.get(name);
      if (queue == null) {
        queue = queues.computeIfAbsent(name, PushQueue::new);
      }
      switch (queue.hint(millis)) {
        case NEWS -> {
          PushQueue heard = queue;
          loop.execute(() -> consider(heard));
          return;
        }
        case KNOWN -> {
          return;
        }
        case RETIRED -> queues.remove(name, queue);
      }
    }
  }

  /** Puts {@code queue} in line when it is due, else sets its alarm. */
  void consider(PushQueue queue) {
    long due = Math.max(queue.hear(), queue.notBefore);
    if (queue.asking || queue.inLine || !mayHaveTurns(queue.name)) {
      return;
    }
    if (due <= loop.now()) {
      queue.inLine = true;
      line.add(queue);
    } else if (due < Timers.NEVER) {
      alarm(queue, due);
    } else if (queue.retire()) {
      forget(queue);
    }
  }

  /** The next in line; null = nobody is. */
  @Nullable PushQueue next() {
    PushQueue queue = line.poll();
    if (queue != null) {
      queue.inLine = false;
    }
    return queue;
  }

  /** How many stand in line. */
  int waiting() {
    return line.size();
  }

  /** {@code queue} turned out to be a pull queue. */
  void isPull(PushQueue queue) {
    pulls.add(queue.name);
  }

  /** The scan at the start has passed {@code last} and all before it; null = all. */
  void passed(@Nullable QueueName last) {
    frontier = last;
    if (last == null) {
      queues.values().forEach(this::consider);
    }
  }

  private boolean mayHaveTurns(QueueName name) {
    return frontier == null || name.compareTo(frontier) <= 0;
  }

  private void alarm(PushQueue queue, long due) {
    if (queue.alarm == null || queue.alarm.at() > due) {
      loop.cancel(queue.alarm);
      queue.alarm = loop.at(due, () -> rang(queue));
    }
  }

  private void rang(PushQueue queue) {
    queue.alarm = null;
    consider(queue);
  }

  private void forget(PushQueue queue) {
    loop.cancel(queue.alarm);
    queues.remove(queue.name, queue);
  }
}
