package io.posthorn.storage.memory;

import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One enqueue: every message is judged first, as if those judged well before it were stored; then
 * all is done.
 */
final class Enqueuing {
  /** A message's queue, and its result as if nothing else mattered. */
  private record Judged(QueueName queue, EnqueueResult result) {
    boolean refused() {
      return result.status() != Status.ENQUEUED && result.status() != Status.DUPLICATE;
    }
  }

  private final Map<QueueName, Plan> plans = new HashMap<>();
  private final List<Judged> judged = new ArrayList<>();

  Enqueuing(QueueTable queues, List<Enqueue> groups, Turn turn) {
    for (Enqueue group : groups) {
      MemoryQueue queue = queues.find(group.queue());
      for (NewMessage message : group.messages()) {
        EnqueueResult result;
        if (queue == null) {
          result = EnqueueResult.refused(Status.QUEUE_MISSING);
        } else if (!queue.config().accepts(message)) {
          result = EnqueueResult.refused(Status.WRONG_MODE);
        } else {
          result = plans.computeIfAbsent(queue.name, n -> new Plan(queue, turn)).judge(message);
        }
        judged.add(new Judged(group.queue(), result));
      }
    }
  }

  /** Stores what may be stored and answers. */
  List<EnqueueResult> store(Atomicity atomicity) {
    List<EnqueueResult> results =
        judged.stream()
            .map(item -> spoiled(item.queue(), atomicity) ? spoil(item) : item.result())
            .toList();
    plans.forEach(
        (queue, plan) -> {
          if (!spoiled(queue, atomicity)) {
            plan.store();
          }
        });
    return results;
  }

  private boolean spoiled(QueueName queue, Atomicity atomicity) {
    return switch (atomicity) {
      case EACH -> false;
      case PER_QUEUE ->
          judged.stream().anyMatch(item -> item.queue().equals(queue) && item.refused());
      case ALL -> judged.stream().anyMatch(Judged::refused);
    };
  }

  /** The result of a message whose enqueue, or queue, stores nothing. */
  private EnqueueResult spoil(Judged item) {
    EnqueueResult result = item.result();
    Plan plan = plans.get(item.queue());
    MessageId id = result.id();
    boolean namesUnstored = plan != null && id != null && plan.accepted(id);
    return switch (result.status()) {
      case ENQUEUED -> EnqueueResult.refused(Status.REFUSED_WITH_OTHERS);
      case DUPLICATE -> namesUnstored ? EnqueueResult.refused(Status.REFUSED_WITH_OTHERS) : result;
      case KEY_CONFLICT -> namesUnstored ? EnqueueResult.refused(Status.KEY_CONFLICT) : result;
      default -> result;
    };
  }
}
