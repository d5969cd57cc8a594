package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.URL;
import static io.posthorn.delivery.DispatcherFixture.get;
import static io.posthorn.delivery.DispatcherFixture.push;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.delivery.call.Failure;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Callback;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.storage.Change;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.MessageRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callbacks whose queue has no room, and messages that end twice. */
class TellingTest {
  private static final QueueName TOLD = QueueName.of("told");

  private final DispatcherFixture fixture = new DispatcherFixture();
  private final FakeCaller caller = fixture.caller;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void fullQueue_isToldWhenItHasRoom_andTheTaskIsDeliveredOnce() {
    fixture.start();
    MessageId id = fillAndDeliver();
    assertThat(take()).hasSize(1);
    fixture.advanceUntil(ofMillis(200), () -> state(id) == MessageState.CONSUMED);
    assertThat(take()).hasSize(1);
    assertThat(caller.calls).hasSize(1);
  }

  @Test
  void queueThatStaysFull_doesNotHoldItsTaskForEver() {
    fixture.start();
    MessageId id = fillAndDeliver();
    fixture.advanceUntil(ofMillis(200), () -> state(id) == MessageState.CONSUMED);
    assertThat(caller.calls).hasSize(1);
    assertThat(take()).hasSize(1);
  }

  @Test
  void stopping_givesBackWhatWaitsForRoom() {
    fixture.start();
    MessageId id = fillAndDeliver();
    fixture.stop();
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
  }

  @Test
  void redrivenMessage_isToldOfAgain() {
    caller.answering(call -> FakeCaller.failed(Failure.DENIED, false));
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", told());
    fixture.awaitState(queue, id, MessageState.DEAD);
    AttemptReport report = fixture.view(queue, id).attempts().get(0).report();
    assertThat(report.error()).isEqualTo("denied");
    assertThat(fixture.view(queue, id).attempts().get(0).detail()).isEqualTo("It failed.");
    assertThat(fixture.view(queue, id).reason()).isEqualTo("denied");
    fixture.advance(ofSeconds(1));
    get(
        fixture.broker.change(
            queue, List.of(new Change(MessageRef.of(id), Change.Kind.REDRIVE, null))));
    await().until(() -> caller.calls.size() == 2);
    await().until(() -> fixture.stats(TOLD).ready() == 2);
  }

  /** Answers a task that was delivered, and has no room for its outcome. */
  private MessageId fillAndDeliver() {
    get(fixture.broker.createQueue(TOLD, new ConfigBuilder().capacity(1).build()));
    fixture.enqueue(TOLD, "in the way");
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", told());
    fixture.awaitCalls(1);
    return id;
  }

  private MessageState state(MessageId id) {
    return fixture.view(QueueName.of("hooks"), id).state();
  }

  private List<Message> take() {
    return get(fixture.broker.take(TOLD, 100, Duration.ZERO)).messages();
  }

  private static Task told() {
    return new Task(
        null, null, List.of(), null, null, null, null, false, new Callback(null, TOLD), Map.of());
  }
}
