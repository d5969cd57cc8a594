package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.URL;
import static io.posthorn.delivery.DispatcherFixture.get;
import static io.posthorn.delivery.DispatcherFixture.push;
import static io.posthorn.delivery.FakeCaller.answered;
import static io.posthorn.delivery.FakeCaller.failed;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Repeat;
import io.posthorn.message.Task;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.SettleResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callbacks are told, and when. */
class CallbackTest {
  private static final QueueName TOLD = QueueName.of("told");
  private static final String TOLD_URL = "http://shop.test/told";

  private final DispatcherFixture fixture = new DispatcherFixture();
  private final FakeCaller caller = fixture.caller;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void queue_isToldWithEveryField() throws IOException {
    caller.answering(call -> answered(202, "done: é"));
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    Task task = task(new Callback(null, TOLD), null);
    MessageId id =
        fixture.enqueue(
            queue,
            new NewMessage(Body.ofUtf8("x"), "text/plain", null, null, null, "k-1", null, task));
    fixture.awaitState(queue, id, MessageState.CONSUMED);

    List<Message> told = takeTold();
    assertThat(told).hasSize(1);
    assertThat(told.get(0).contentType()).isEqualTo("application/json");
    assertThat(told.get(0).body().utf8())
        .isEqualTo(
            """
            {"id":"%s","queue":"hooks","key":"k-1","outcome":"delivered","attempt":1,"status":202,\
            "scheduledAt":"2026-01-01T00:00:00.000Z","finishedAt":"2026-01-01T00:00:00.000Z",\
            "answer":"done: é"}"""
                .formatted(id));
  }

  @Test
  void url_isToldThroughAQueueOfItsOwn() throws IOException {
    caller.answering(TOLD_URL, call -> answered(200, ""));
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(TOLD_URL, null), null));
    await().until(() -> caller.to(TOLD_URL).size() == 1);

    FakeCaller.Begun call = caller.to(TOLD_URL).get(0);
    assertThat(call.call().method()).isEqualTo("POST");
    assertThat(call.header("Posthorn-Queue")).isEqualTo("posthorn.callbacks");
    assertThat(call.header("Content-Type")).isEqualTo("application/json");
    JsonNode outcome = json(call.body());
    assertThat(outcome.path("id").asText()).isEqualTo(id.toString());
    assertThat(outcome.has("key")).isFalse();
    assertThat(outcome.has("answer")).isFalse();
    await().until(() -> fixture.stats(Callbacks.QUEUE).ackedTotal() == 1);
  }

  @Test
  void attemptsThatAreTriedAgain_tellNothing_theLastOneSaysWhyItIsDead() throws IOException {
    caller.answering(call -> failed(Failure.TIMEOUT, true));
    fixture.start();
    QueueName queue =
        fixture.queue("hooks", push(URL, false, 16, ConfigBuilder.policy(2, Duration.ZERO)));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), null));
    fixture.awaitState(queue, id, MessageState.SCHEDULED);
    assertThat(get(fixture.broker.findQueue(TOLD))).isEmpty();

    fixture.advance(ofSeconds(1));
    fixture.awaitState(queue, id, MessageState.DEAD);
    List<Message> told = takeTold();
    assertThat(told).hasSize(1);
    JsonNode outcome = json(told.get(0).body().utf8());
    assertThat(outcome.path("outcome").asText()).isEqualTo("dead");
    assertThat(outcome.path("reason").asText()).isEqualTo("attempts");
    assertThat(outcome.path("attempt").asInt()).isEqualTo(2);
    assertThat(outcome.has("status")).isFalse();
    assertThat(fixture.view(queue, id).attempts().get(1).detail()).isEqualTo("It failed.");
  }

  @Test
  void ageFoundSpentByTheEngine_isToldToo() throws IOException {
    caller.answering(call -> answered(500, ""));
    fixture.faulty.faults.put(
        "settle",
        arguments -> {
          fixture.clock.advance(ofSeconds(11));
          return null;
        });
    fixture.start();
    QueueName queue =
        fixture.queue("hooks", push(URL, false, 16, ConfigBuilder.policy(0, ofSeconds(10))));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), null));
    fixture.awaitState(queue, id, MessageState.DEAD);
    await().until(() -> get(fixture.broker.findQueue(TOLD)).isPresent());
    JsonNode outcome = json(takeTold().get(0).body().utf8());
    assertThat(outcome.path("outcome").asText()).isEqualTo("dead");
    assertThat(outcome.path("reason").asText()).isEqualTo("age");
  }

  @Test
  void eachRunOfARepeatingTask_isToldOnItsOwn() throws IOException {
    caller.answering(call -> caller.calls.size() == 2 ? answered(410, "") : answered(200, ""));
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    Repeat every = new Repeat.Every(ofSeconds(60), fixture.clock.wall());
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), every));
    for (int runs = 1; runs <= 3; runs++) {
      int expected = runs;
      await().until(() -> fixture.view(queue, id).run().number() == expected);
      fixture.advance(ofSeconds(60));
    }
    List<JsonNode> told = new ArrayList<>();
    for (Message message : takeTold()) {
      told.add(json(message.body().utf8()));
    }
    assertThat(told.subList(0, 3))
        .extracting(outcome -> outcome.path("outcome").asText())
        .containsExactly("delivered", "failed", "delivered");
    assertThat(told.subList(0, 3))
        .extracting(outcome -> outcome.path("scheduledAt").asText())
        .containsExactly(
            "2026-01-01T00:00:00.000Z", "2026-01-01T00:01:00.000Z", "2026-01-01T00:02:00.000Z");
    assertThat(told.get(1).path("reason").asText()).isEqualTo("gone");
    assertThat(told).allMatch(outcome -> outcome.path("id").asText().equals(id.toString()));
  }

  @Test
  void answerThatIsNoText_isToldInBase64() throws IOException {
    byte[] bytes = {(byte) 0xff, 0, 1};
    caller.answering(
        call ->
            new Outcome(200, null, null, true, Body.of(bytes), List.of(), Duration.ofMillis(1)));
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), null));
    fixture.awaitState(queue, id, MessageState.CONSUMED);
    JsonNode outcome = json(takeTold().get(0).body().utf8());
    assertThat(outcome.has("answer")).isFalse();
    assertThat(outcome.path("answerBase64").binaryValue()).isEqualTo(bytes);
  }

  @Test
  void crashBetweenTellingAndSettling_tellsOnce() throws Exception {
    Queue<Held> held = new ConcurrentLinkedQueue<>();
    fixture.faulty.faults.put(
        "settle",
        arguments -> {
          var one = new Held(((List<?>) arguments[1]).size(), new CompletableFuture<>());
          held.add(one);
          return one.answer;
        });
    fixture.start();
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), null));
    await().until(() -> held.size() == 1);
    assertThat(fixture.stats(TOLD).ready()).isEqualTo(1);

    CompletableFuture<Void> died = CompletableFuture.runAsync(fixture::stop);
    held.forEach(Held::neverHappened);
    died.get(20, TimeUnit.SECONDS);
    assertThat(fixture.view(queue, id).state()).isEqualTo(MessageState.LEASED);
    fixture.faulty.faults.clear();
    fixture.start();
    fixture.awaitState(queue, id, MessageState.CONSUMED);

    assertThat(caller.to(URL)).hasSize(2);
    List<Message> told = takeTold();
    assertThat(told).hasSize(1);
    assertThat(json(told.get(0).body().utf8()).path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void fullQueue_isToldLater_andTheTaskIsNotLost() {
    fixture.start();
    get(fixture.broker.createQueue(TOLD, new ConfigBuilder().capacity(1).build()));
    fixture.enqueue(TOLD, "in the way");
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), null));
    fixture.awaitCalls(1);
    assertThat(takeTold())
        .extracting(message -> message.body().utf8())
        .containsExactly("in the way");

    fixture.advanceUntil(
        ofSeconds(5), () -> fixture.view(queue, id).state() == MessageState.CONSUMED);
    assertThat(takeTold()).hasSize(1);
  }

  @Test
  void queueThatCanNeverHear_isNoReasonNotToSettle() {
    fixture.start();
    get(fixture.broker.createQueue(TOLD, push(null)));
    QueueName queue = fixture.queue("hooks", push(URL));
    MessageId id = fixture.enqueue(queue, "x", task(new Callback(null, TOLD), null));
    fixture.awaitState(queue, id, MessageState.CONSUMED);
    assertThat(caller.calls).hasSize(1);
  }

  /** A settle that the process does not live to see. */
  private record Held(int size, CompletableFuture<List<SettleResult>> answer) {
    void neverHappened() {
      answer.complete(Collections.nCopies(size, SettleResult.STALE));
    }
  }

  private List<Message> takeTold() {
    return get(fixture.broker.take(TOLD, 100, Duration.ZERO)).messages();
  }

  private static Task task(Callback callback, Repeat repeat) {
    return new Task(null, null, List.of(), null, null, null, repeat, false, callback, Map.of());
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
