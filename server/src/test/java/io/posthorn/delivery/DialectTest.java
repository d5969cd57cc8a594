package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.URL;
import static io.posthorn.delivery.DispatcherFixture.get;
import static io.posthorn.delivery.DispatcherFixture.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.delivery.call.Call;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.delivery.call.RequestStyle;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.MessageRef;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DialectTest {
  private static final QueueName LOUD = QueueName.of("loud");

  private final DispatcherFixture fixture = new DispatcherFixture();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Dispatcher dispatcher;

  /** Posts in capitals; can't post digits. */
  private final class Loud implements Dialect {
    @Override
    public Call call(Call usual, Message message) {
      String text = message.body().utf8();
      if (text.matches(".*\\d.*")) {
        throw new IllegalArgumentException("'" + text + "' (expected: letters)");
      }
      return new Call(
          usual.url(),
          "PUT",
          List.of(new Header("Accept", "*/*")),
          Body.ofUtf8(text.toUpperCase(java.util.Locale.ROOT)),
          usual.connectTimeout(),
          usual.timeout(),
          0,
          RequestStyle.PLAIN_1_0);
    }

    @Override
    public void ended(Call call, Message message, Outcome outcome, boolean delivered) {
      heard.add(message.body().utf8() + " " + outcome.status() + " " + delivered);
    }
  }

  @BeforeEach
  void start() {
    dispatcher =
        Dispatcher.start(
            fixture.broker,
            fixture.caller,
            DispatcherOptions.DEFAULT,
            queue -> queue.name().equals(LOUD) ? new Loud() : null,
            fixture.clock,
            new Random(7),
            DeliveryMetrics.NOOP);
    get(fixture.broker.createQueue(LOUD, push(URL)));
  }

  @AfterEach
  void close() {
    dispatcher.close();
    fixture.close();
  }

  @Test
  void queueWithADialect_isCalledInIt_andTold() {
    QueueName usual = fixture.queue("usual", push(URL));
    MessageId loud = fixture.enqueue(LOUD, "hello");
    fixture.awaitState(LOUD, loud, MessageState.CONSUMED);
    MessageId plain = fixture.enqueue(usual, "hello");
    fixture.awaitState(usual, plain, MessageState.CONSUMED);

    assertThat(fixture.caller.bodies()).containsExactly("HELLO", "hello");
    Call call = fixture.caller.calls.element().call();
    assertThat(call.method()).isEqualTo("PUT");
    assertThat(call.style()).isEqualTo(RequestStyle.PLAIN_1_0);
    assertThat(call.headers()).containsExactly(new Header("Accept", "*/*"));
    assertThat(heard).containsExactly("hello 200 true");
  }

  @Test
  void failure_isToldToo() {
    fixture.caller.answering(call -> FakeCaller.answered(500, ""));
    MessageId id = fixture.enqueue(LOUD, "hello");
    fixture.awaitState(LOUD, id, MessageState.SCHEDULED);

    assertThat(heard).containsExactly("hello 500 false");
  }

  @Test
  void messageThatTheDialectCantSay_isDead() {
    MessageId id = fixture.enqueue(LOUD, "1");
    fixture.awaitState(LOUD, id, MessageState.DEAD);

    assertThat(fixture.caller.calls).isEmpty();
    assertThat(heard).isEmpty();
    var view = get(fixture.broker.find(LOUD, MessageRef.of(id))).orElseThrow();
    assertThat(view.attempts()).hasSize(1);
  }
}
