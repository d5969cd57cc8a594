package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.URL;
import static io.posthorn.delivery.DispatcherFixture.get;
import static io.posthorn.delivery.DispatcherFixture.push;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.delivery.call.Failure;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import io.posthorn.message.RetryPolicy;
import io.posthorn.storage.Change;
import io.posthorn.storage.MessageRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starting, leases, stopping. */
class LifecycleTest {
  private final DispatcherFixture fixture = new DispatcherFixture();
  private final FakeCaller caller = fixture.caller;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void leasesOfADeadProcess_areEndedAtTheStart() {
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");
    get(fixture.broker.deliveries().reserve(queue, 1, 1000, Duration.ofHours(1)));
    assertThat(fixture.view(queue, id).state()).isEqualTo(MessageState.LEASED);

    fixture.start();
    fixture.awaitState(queue, id, MessageState.CONSUMED);
    assertThat(caller.calls.peek().header("Posthorn-Attempt")).isEqualTo("2");
  }

  @Test
  void longCall_keepsItsLease() {
    caller.answering(call -> null);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");
    fixture.awaitCalls(1);
    var before = fixture.view(queue, id).leaseUntil();
    fixture.advanceUntil(ofSeconds(5), () -> fixture.view(queue, id).leaseUntil().isAfter(before));
    assertThat(caller.calls).hasSize(1);
    caller.calls.peek().answer(200);
    fixture.awaitState(queue, id, MessageState.CONSUMED);
  }

  @Test
  void cancelledMessage_hasItsCallAbortedWhenTheLeaseCannotBeExtended() {
    caller.answering(call -> null);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");
    fixture.awaitCalls(1);
    get(
        fixture.broker.change(
            queue, List.of(new Change(MessageRef.of(id), Change.Kind.CANCEL, null))));

    fixture.advanceUntil(ofSeconds(5), () -> caller.calls.peek().outcome().isDone());
    assertThat(caller.calls.peek().outcome().join().failure()).isEqualTo(Failure.ABORTED);
    fixture.enqueue(queue, "y");
    await().until(() -> caller.bodies().equals(List.of("x", "y")));
  }

  @Test
  void close_waitsForCallsUnderWay() throws Exception {
    caller.answering(call -> null);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");
    fixture.awaitCalls(1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(fixture::stop);
    MessageId late = fixture.enqueue(queue, "late");
    caller.calls.peek().answer(200);
    closed.get(10, TimeUnit.SECONDS);
    assertThat(fixture.view(queue, id).state()).isEqualTo(MessageState.CONSUMED);
    assertThat(fixture.view(queue, late).state()).isNotEqualTo(MessageState.LEASED);
  }

  @Test
  void close_givesBackWhatItCannotFinish() {
    fixture.options(new DispatcherOptions(64, 1 << 20, 0.25, 16, Duration.ofMillis(50)));
    caller.answering(call -> null);
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL, false, 0, RetryPolicy.DEFAULT));
    List<MessageId> ids =
        IntStream.range(0, 40).mapToObj(i -> fixture.enqueue(queue, "m" + i)).toList();
    fixture.awaitCalls(4);
    fixture.stop();
    assertThat(fixture.stats(queue).leased()).isZero();
    for (MessageId id : ids) {
      assertThat(fixture.view(queue, id).attempts()).isEmpty();
    }
  }
}
