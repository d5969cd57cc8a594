package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.URL;
import static io.posthorn.delivery.DispatcherFixture.push;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import io.posthorn.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of deliveries while the engine refuses. */
class StorageFailureTest {
  private final DispatcherFixture fixture = new DispatcherFixture();
  private final FakeCaller caller = fixture.caller;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void settlementThatIsRefused_isSentAgain_andTheCallIsNot() {
    AtomicInteger refusals = refuse("settle", StorageException.Kind.FULL, 3);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");

    fixture.advanceUntil(ofMillis(500), () -> state(queue, id) == MessageState.CONSUMED);

    assertThat(refusals).hasValueLessThanOrEqualTo(0);
    assertThat(caller.calls).hasSize(1);
    assertThat(fixture.view(queue, id).attempts()).hasSize(1);
  }

  @Test
  void settlementsThatAreRefused_loseNoMessage_andHoldNoRoom() {
    AtomicInteger refusals = refuse("settle", StorageException.Kind.OVERLOADED, 10);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    List<MessageId> ids = new ArrayList<>();
    // More than the budget of messages: what a refused settlement held would be missing.
    for (int i = 0; i < 200; i++) {
      ids.add(fixture.enqueue(queue, "m" + i));
    }

    fixture.advanceUntil(
        ofMillis(100),
        () -> ids.stream().allMatch(id -> state(queue, id) == MessageState.CONSUMED));

    assertThat(refusals).hasValueLessThanOrEqualTo(0);
    assertThat(caller.bodies()).doesNotHaveDuplicates().hasSize(200);
  }

  @Test
  void reserveThatFails_isTriedAgain() {
    AtomicInteger refusals = refuse("reserve", StorageException.Kind.FULL, 4);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");

    fixture.advanceUntil(ofSeconds(1), () -> state(queue, id) == MessageState.CONSUMED);

    assertThat(refusals).hasValueLessThanOrEqualTo(0);
    assertThat(caller.calls).hasSize(1);
  }

  @Test
  void engineThatStaysAway_isAskedEverMoreRarely() {
    AtomicInteger refusals = refuse("reserve", StorageException.Kind.FULL, Integer.MAX_VALUE);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");
    // Each step of time is far shorter than a pause: an engine asked at each would count them all.
    for (int step = 0; step < 1_000; step++) {
      fixture.advance(ofMillis(20));
    }
    int asked = Integer.MAX_VALUE - refusals.get();
    assertThat(asked).isLessThan(200);
    assertThat(state(queue, id)).isEqualTo(MessageState.READY);

    fixture.faulty.faults.clear();
    fixture.advanceUntil(ofSeconds(1), () -> state(queue, id) == MessageState.CONSUMED);
  }

  /** The next {@code times} uses of {@code verb} fail; what is left of them. */
  private AtomicInteger refuse(String verb, StorageException.Kind kind, int times) {
    var left = new AtomicInteger(times);
    fixture.faulty.faults.put(
        verb,
        arguments ->
            left.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                ? CompletableFuture.failedFuture(new StorageException(kind, "no"))
                : null);
    return left;
  }

  private MessageState state(QueueName queue, MessageId id) {
    return fixture.view(queue, id).state();
  }
}
