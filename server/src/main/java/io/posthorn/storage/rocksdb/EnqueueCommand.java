package io.posthorn.storage.rocksdb;

import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.VisibilityListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link io.posthorn.storage.MessageStore#enqueue}: first every message is judged, then the
 * accepted are stored.
 */
final class EnqueueCommand extends Command<List<EnqueueResult>> {
  private final List<Enqueue> groups;
  private final Atomicity atomicity;
  private Map<QueueName, Instant> visible = Map.of();

  EnqueueCommand(List<Enqueue> groups, Atomicity atomicity) {
    this.groups = groups;
    this.atomicity = atomicity;
  }

  @Override
  Need need() {
    return Need.SPACE;
  }

  @Override
  List<EnqueueResult> run(Core core) {
    QueueState plain = groups.size() == 1 ? PlainEnqueue.open(core, groups.get(0)) : null;
    return plain == null ? plan(core) : store(core, plain);
  }

  private List<EnqueueResult> store(Core core, QueueState state) {
    visible = Map.of(state.info.name(), Instant.EPOCH);
    if (core.flushed(state)) {
      mustBeDurable();
    }
    return PlainEnqueue.store(core, state, groups.get(0).messages());
  }

  private List<EnqueueResult> plan(Core core) {
    long now = core.now();
    visible = new HashMap<>(2);
    var plans = new HashMap<QueueName, EnqueuePlan>(2);
    var results = new ArrayList<EnqueueResult>(1);
    boolean refusedAny = false;
    for (Enqueue group : groups) {
      EnqueuePlan plan = plans.get(group.queue());
      if (plan == null) {
        plan = new EnqueuePlan(core, core.states.find(group.queue()), now);
        plans.put(group.queue(), plan);
      }
      for (NewMessage message : group.messages()) {
        results.add(plan.judge(message));
      }
      refusedAny |= plan.refused();
    }
    for (var entry : plans.entrySet()) {
      EnqueuePlan plan = entry.getValue();
      boolean spoiled = spoiled(plan, refusedAny);
      Instant at = spoiled ? null : plan.store();
      if (at != null) {
        visible.put(entry.getKey(), at);
      }
      // The first message of a duplicate's id may still be on its way to the disk.
      if ((at != null || plan.duplicates()) && plan.flushed()) {
        mustBeDurable();
      }
    }
    return refusedAny && atomicity != Atomicity.EACH ? spoil(plans, results) : results;
  }

  private boolean spoiled(EnqueuePlan plan, boolean refusedAny) {
    return switch (atomicity) {
      case EACH -> false;
      case PER_QUEUE -> plan.refused();
      case ALL -> refusedAny;
    };
  }

  /** The results of messages whose enqueue, or queue, stores nothing. */
  private List<EnqueueResult> spoil(Map<QueueName, EnqueuePlan> plans, List<EnqueueResult> judged) {
    var results = new ArrayList<EnqueueResult>(judged.size());
    for (Enqueue group : groups) {
      EnqueuePlan plan = plans.get(group.queue());
      for (int i = 0; i < group.messages().size(); i++) {
        EnqueueResult result = judged.get(results.size());
        results.add(plan != null && spoiled(plan, true) ? spoil(plan, result) : result);
      }
    }
    return results;
  }

  private static EnqueueResult spoil(EnqueuePlan plan, EnqueueResult result) {
    MessageId id = result.id();
    boolean namesUnstored = id != null && plan.accepted(id);
    return switch (result.status()) {
      case ENQUEUED -> EnqueueResult.refused(Status.REFUSED_WITH_OTHERS);
      case DUPLICATE -> namesUnstored ? EnqueueResult.refused(Status.REFUSED_WITH_OTHERS) : result;
      case KEY_CONFLICT -> namesUnstored ? EnqueueResult.refused(Status.KEY_CONFLICT) : result;
      default -> result;
    };
  }

  @Override
  void announce(VisibilityListener listener) {
    visible.forEach(listener::visible);
  }
}
