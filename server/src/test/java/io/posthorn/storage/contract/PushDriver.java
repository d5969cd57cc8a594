package io.posthorn.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Push;
import io.posthorn.message.QueueMode;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Receipt;
import io.posthorn.message.Repeat;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.Task;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Amendment;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettleResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Short words for push queues and their tasks. */
interface PushDriver extends EngineDriver {
  /** A task that runs once. */
  Task ONCE = Task.to("http://localhost/once");

  /** A task that runs every ten seconds. */
  Task EVERY =
      Task.to("http://localhost/every")
          .withRepeat(new Repeat.Every(Duration.ofSeconds(10), Instant.EPOCH));

  /** A queue without bounds. */
  static Push push() {
    return push(0, null);
  }

  static Push push(int maxConcurrency, RateLimit rateLimit) {
    return new Push(HttpTarget.DEFAULT, false, maxConcurrency, rateLimit, 10);
  }

  static Push withHistory(int history) {
    return new Push(HttpTarget.DEFAULT, false, 0, null, history);
  }

  /** One at a time, in order. */
  static Push ordered() {
    return new Push(HttpTarget.DEFAULT, true, 1, null, 10);
  }

  /** Makes {@link #Q} as a push queue that retries for ever and keeps nothing. */
  default void createPush(Push push) {
    create(EngineDriver.config().push(push).build());
  }

  /** Stores tasks that run once, with these bodies; answers the id of the last one. */
  default MessageId putOnce(String... bodies) {
    MessageId last = null;
    for (String body : bodies) {
      last = put(EngineDriver.message(body).task(ONCE).build()).id();
    }
    return last;
  }

  default Reserved begun(int limit) {
    return messages().reserve(new Reserve(Q, limit, ANY, null, QueueMode.PUSH)).join();
  }

  /** Reserves one message for 30 s, which must be there. */
  default Delivery begin() {
    return begun(1).deliveries().get(0);
  }

  /** Reserves all that may be; the bodies. */
  default List<String> beginAll() {
    return begun(1000).deliveries().stream().map(d -> d.message().body().utf8()).toList();
  }

  /** The receipt of the only leased message, which must have this body. */
  default Receipt leased(String body) {
    assertThat(bodies(MessageState.LEASED)).containsExactly(body);
    var browse = new Browse(Q, MessageState.LEASED, Browse.By.SEQUENCE, 0, false, 9, ANY, true);
    MessageView view = pages(browse).get(0);
    return new Receipt(view.id().incarnation(), view.id().sequence(), view.deliveries());
  }

  default SettleResult repeat(Receipt receipt, long number, Instant at) {
    return settle(
        new Settlement(receipt, Outcome.REPEAT, null, null, null, 0, new Run(number, at), null));
  }

  /** Amends to {@code body} and {@code task}, at {@code at} (null = as before). */
  default ChangeResult amend(MessageId id, String body, Task task, Instant at) {
    var amendment = new Amendment(Body.ofUtf8(body), "text/new", task, null);
    return change(new Change(MessageRef.of(id), Change.Kind.AMEND, at, amendment));
  }
}
