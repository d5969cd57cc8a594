package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.URL;
import static io.posthorn.delivery.DispatcherFixture.ordered;
import static io.posthorn.delivery.DispatcherFixture.push;
import static io.posthorn.delivery.FakeCaller.answered;
import static io.posthorn.delivery.FakeCaller.failed;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.delivery.call.Failure;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.storage.ConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private final DispatcherFixture fixture = new DispatcherFixture();
  private final FakeCaller caller = fixture.caller;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void message_isDeliveredAndKeptWithItsAttempt() {
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "hello");

    fixture.awaitState(queue, id, MessageState.CONSUMED);
    MessageView view = fixture.view(queue, id);
    assertThat(caller.bodies()).containsExactly("hello");
    assertThat(view.attempts()).hasSize(1);
    assertThat(view.attempts().get(0).outcome()).isEqualTo("ack");
    assertThat(view.attempts().get(0).report().status()).isEqualTo(200);
  }

  @Test
  void manyMessages_areDeliveredInOrderAndOnce() {
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    List<String> bodies = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
    bodies.forEach(body -> fixture.enqueue(queue, body));

    await().until(() -> fixture.stats(queue).ackedTotal() == 500);
    assertThat(caller.bodies()).containsExactlyElementsOf(bodies);
  }

  @Test
  void queueMadeBeforeTheStart_isFound() {
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "early");
    fixture.start();
    fixture.awaitState(queue, id, MessageState.CONSUMED);
  }

  @Test
  void taskToUnknownQueue_isDelivered() {
    fixture.start();
    QueueName queue = QueueName.of("fresh");
    MessageId id = fixture.enqueue(queue, "task", Task.to("http://other.test/a?b=c"));
    fixture.awaitState(queue, id, MessageState.CONSUMED);
    assertThat(caller.calls.peek().call().url().raw()).isEqualTo("http://other.test/a?b=c");
  }

  @Test
  void failedMessage_isTriedAgainByItsPolicyUntilItsAttemptsAreSpent() {
    caller.answering(call -> answered(500, "no"));
    fixture.start();
    QueueName queue =
        fixture.queue("hooks", push(URL, false, 16, ConfigBuilder.policy(3, Duration.ZERO)));
    MessageId id = fixture.enqueue(queue, "x");

    fixture.awaitState(queue, id, MessageState.SCHEDULED);
    assertThat(fixture.view(queue, id).visibleAt()).isEqualTo(fixture.now().plusSeconds(1));
    fixture.advance(ofMillis(999));
    assertThat(caller.calls).hasSize(1);
    fixture.advance(ofMillis(1));
    fixture.awaitCalls(2);
    fixture.awaitState(queue, id, MessageState.SCHEDULED);
    fixture.advance(ofSeconds(2));
    fixture.awaitState(queue, id, MessageState.DEAD);
    assertThat(fixture.view(queue, id).reason()).isEqualTo("attempts");
    assertThat(caller.calls.stream().map(call -> call.header("Posthorn-Attempt")))
        .containsExactly("1", "2", "3");
    assertThat(caller.calls.stream().map(call -> call.header("webhook-id")).distinct())
        .containsExactly(id.toString());
  }

  @Test
  void retryAfter_isObeyed() {
    caller.answering(call -> answered(503, "", new Header("Retry-After", "120")));
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x");
    fixture.awaitState(queue, id, MessageState.SCHEDULED);
    assertThat(fixture.view(queue, id).visibleAt()).isEqualTo(fixture.now().plusSeconds(120));
  }

  @Test
  void delayedMessage_isCalledWhenItIsDue() {
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    Instant at = fixture.clock.wall().plusSeconds(60);
    fixture.enqueue(
        queue, new NewMessage(Body.ofUtf8("later"), null, null, at, null, null, null, null));
    fixture.enqueue(queue, "now");

    fixture.awaitCalls(1);
    fixture.advance(ofMillis(59_999));
    assertThat(caller.bodies()).containsExactly("now");
    fixture.advance(ofMillis(1));
    fixture.awaitCalls(2);
    assertThat(caller.bodies()).containsExactly("now", "later");
  }

  @Test
  void concurrency_staysWithinTheQueuesBound() {
    caller.answering(call -> null);
    fixture.start();
    QueueName queue =
        fixture.queue("hooks", push(URL, false, 3, ConfigBuilder.policy(0, Duration.ZERO)));
    IntStream.range(0, 9).forEach(i -> fixture.enqueue(queue, "m" + i));
    for (int done = 0; done < 9; done++) {
      int calls = Math.min(9, done + 3);
      fixture.awaitCalls(calls);
      assertThat(caller.underWay.get()).isLessThanOrEqualTo(3);
      List.copyOf(caller.calls).get(done).answer(200);
    }
    await().until(() -> fixture.stats(queue).ackedTotal() == 9);
    assertThat(caller.mostUnderWay.get()).isEqualTo(3);
  }

  @Test
  void orderedQueue_waitsForTheMessageThatFails() {
    var refusals = new AtomicInteger(2);
    caller.answering(
        call ->
            call.body().equals("a") && refusals.getAndDecrement() > 0
                ? failed(Failure.TIMEOUT, true)
                : answered(200, ""));
    fixture.start();
    QueueName queue = fixture.queue("hooks", ordered(URL));
    List.of("a", "b", "c").forEach(body -> fixture.enqueue(queue, body));

    fixture.advanceUntil(ofSeconds(1), () -> fixture.stats(queue).ackedTotal() == 3);
    assertThat(caller.bodies()).containsExactly("a", "a", "a", "b", "c");
    assertThat(caller.mostUnderWay.get()).isEqualTo(1);
  }

  @Test
  void pausedQueue_isLeftAloneUntilResumed() {
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    DispatcherFixture.get(fixture.broker.pause(queue, true));
    MessageId id = fixture.enqueue(queue, "x");
    QueueName other = fixture.queue("other", push(URL));
    MessageId second = fixture.enqueue(other, "y");
    fixture.awaitState(other, second, MessageState.CONSUMED);
    assertThat(fixture.view(queue, id).attempt()).isZero();

    DispatcherFixture.get(fixture.broker.pause(queue, false));
    fixture.awaitState(queue, id, MessageState.CONSUMED);
  }
}
