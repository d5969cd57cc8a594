package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.push;
import static io.posthorn.storage.contract.PushDriver.withHistory;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Delivery;
import io.posthorn.message.Header;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.Push;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Repeat;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Task;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.SettleResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a message says about its delivery, and what a delivery reports. */
interface TaskContract extends PushDriver {
  private static Task full(Repeat repeat, Callback callback) {
    return new Task(
        "https://receiver.example/päth?q=%20",
        "PATCH",
        List.of(new Header("X-A", "1"), new Header("X-A", "две")),
        Duration.ofMillis(1234),
        StatusSet.of(List.of("200", "300-302")),
        new RetryPolicy(7, seconds(70), seconds(2), seconds(20), 1.5, true),
        repeat,
        true,
        callback,
        Map.of("a", "1", "ключ", "значение"));
  }

  private static Task withHeader(Header header) {
    return new Task(
        ONCE.url(), null, List.of(header), null, null, null, null, false, null, Map.of());
  }

  @Test
  default void task_isHandedOutAndShownAsItWasGiven() {
    createPush(push());
    var tasks =
        List.of(
            Task.NONE,
            ONCE,
            EVERY,
            full(
                new Repeat.Cron("0 9 * * MON-FRI", ZoneId.of("Asia/Shanghai")),
                new Callback("http://localhost/done", null)),
            full(new Repeat.Adaptive(seconds(10), Duration.ZERO), null),
            full(null, new Callback(null, QueueName.of("результат"))));
    var target = new Push(targetOf("http://localhost/"), false, 0, null, 10);
    queues().update(Q, config().push(target).build(), 0).join();
    for (Task task : tasks) {
      put(message("b").task(task).build());
    }
    var all = new Browse(Q, null, Browse.By.SEQUENCE, 0, false, 2, ANY, true);
    assertThat(pages(all)).extracting(view -> view.task()).containsExactlyElementsOf(tasks);
    assertThat(begun(100).deliveries())
        .extracting(delivery -> delivery.message().task())
        .containsExactlyElementsOf(tasks);
    assertThat(pages(all)).extracting(view -> view.task()).containsExactlyElementsOf(tasks);
  }

  private static HttpTarget targetOf(String url) {
    HttpTarget t = HttpTarget.DEFAULT;
    return new HttpTarget(
        url,
        t.method(),
        t.headers(),
        t.connectTimeout(),
        t.timeout(),
        t.success(),
        t.retryOn(),
        t.redirects(),
        t.secrets());
  }

  @Test
  default void task_isRefusedByAPullQueueAndAPlainMessageByAPushQueueWithoutUrl() {
    create();
    assertThat(put(message("a").task(ONCE).build()).status()).isEqualTo(Status.WRONG_MODE);
    queues().update(Q, config().push(push()).build(), 0).join();
    assertThat(put(message("a").build()).status()).isEqualTo(Status.WRONG_MODE);
    assertThat(put(message("a").task(Task.NONE).build()).status()).isEqualTo(Status.WRONG_MODE);
    var withUrl = new Push(targetOf("http://localhost/"), false, 0, null, 10);
    queues().update(Q, config().push(withUrl).build(), 0).join();
    assertThat(put(message("a").build()).status()).isEqualTo(Status.ENQUEUED);
    assertThat(begin().message().task()).isNull();
  }

  @Test
  default void task_isKeptThroughRetryDeathRedriveAndConsumption() {
    create(config().push(push()).retainConsumed(10L, null, null).build());
    MessageId id = putOnce("a");
    settle(begin().receipt(), Outcome.RETRY, Duration.ZERO);
    reject(begin().receipt(), "gone");
    assertThat(view(id).task()).isEqualTo(ONCE);
    change(id, Change.Kind.REDRIVE);
    assertThat(begin().message().task()).isEqualTo(ONCE);
    pass(30);
    settle(Settlement.ack(begin().receipt()));
    assertThat(state(id)).isEqualTo(MessageState.CONSUMED);
    assertThat(view(id).task()).isEqualTo(ONCE);
  }

  @Test
  default void ownRetryPolicy_goesBeforeTheQueues() {
    create(config().push(push()).retry(5, Duration.ZERO).build());
    Task own =
        new Task(
            ONCE.url(),
            null,
            List.of(),
            null,
            null,
            new RetryPolicy(2, Duration.ZERO, seconds(9), seconds(90), 3, false),
            null,
            false,
            null,
            Map.of());
    MessageId id = put(message("a").task(own).build()).id();
    assertThat(settle(begin().receipt(), Outcome.RETRY).until()).isEqualTo(now().plusSeconds(9));
    pass(9);
    assertThat(settle(begin().receipt(), Outcome.RETRY))
        .isEqualTo(new SettleResult(SettleResult.Status.DEAD, null));
    assertThat(view(id).reason()).isEqualTo("attempts");
    MessageId other = putOnce("b");
    assertThat(settle(begin().receipt(), Outcome.RETRY).until()).isEqualTo(now().plusSeconds(1));
    assertThat(state(other)).isEqualTo(MessageState.SCHEDULED);
  }

  @Test
  default void ownMaxAge_endsAMessageWhoseLeaseExpired() {
    createPush(push());
    Task own =
        new Task(
            ONCE.url(),
            null,
            List.of(),
            null,
            null,
            ConfigBuilder.policy(0, seconds(20)),
            null,
            false,
            null,
            Map.of());
    MessageId id = put(message("a").task(own).build()).id();
    begin();
    pass(30);
    assertThat(beginAll()).isEmpty();
    assertThat(view(id).reason()).isEqualTo("age");
  }

  @Test
  default void scheduledAt_isWhereAgeCountsFrom() {
    createPush(push());
    putOnce("a");
    Instant first = now();
    pass(5);
    Message message = begin().message();
    assertThat(message.scheduledAt()).isEqualTo(first);
    assertThat(message.run()).isNull();
    pass(40);
    Message again = begin().message();
    assertThat(again.scheduledAt()).isEqualTo(first);
    assertThat(again.visibleAt()).isEqualTo(first.plusSeconds(35));
  }

  @Test
  default void scheduledAt_isMovedByRunNowAndRedrive() {
    createPush(push());
    MessageId id = put(message("a").task(ONCE).delay(seconds(60)).build()).id();
    pass(5);
    change(id, Change.Kind.RUN_NOW);
    Instant ran = now();
    pass(5);
    var delivery = begin();
    assertThat(delivery.message().scheduledAt()).isEqualTo(ran);
    reject(delivery.receipt(), "gone");
    pass(5);
    change(id, Change.Kind.REDRIVE);
    Instant redriven = now();
    pass(5);
    assertThat(begin().message().scheduledAt()).isEqualTo(redriven);
  }

  @Test
  default void scheduledAt_ofAnAbsoluteInstantIsOnTheElapsedTimelineUnderALease() {
    createPush(push());
    clock().stepWall(seconds(100));
    put(message("a").task(ONCE).visibleAt(clock().wall().plusSeconds(10)).build());
    Instant due = now().plusSeconds(10);
    pass(15);
    var delivery = begin();
    assertThat(delivery.message().visibleAt()).isEqualTo(due.plusSeconds(100));
    assertThat(delivery.message().scheduledAt()).isEqualTo(due);
    settle(delivery.receipt(), Outcome.RETRY, Duration.ZERO);
    assertThat(begin().message().scheduledAt()).isEqualTo(due);
  }

  @Test
  default void report_isKeptWithItsAttempt() {
    create(config().push(push()).retainConsumed(10L, null, null).build());
    MessageId id = putOnce("a");
    var failed = new AttemptReport(Duration.ofMillis(30_005), 0, "timeout", "no answer", null);
    var bytes = new byte[AttemptReport.MAX_ANSWER];
    var answered = new AttemptReport(Duration.ofMillis(12), 200, null, Body.of(bytes));
    settle(
        new Settlement(
            begin().receipt(), Outcome.RETRY, Duration.ZERO, null, "slow", 0, null, failed));
    settle(new Settlement(begin().receipt(), Outcome.ACK, null, null, null, 0, null, answered));
    assertThat(view(id).attempts())
        .containsExactly(
            new Attempt(1, now(), Duration.ZERO, "retry", "no answer", failed),
            new Attempt(2, now(), Duration.ZERO, "ack", null, answered));
  }

  @Test
  default void history_saysHowManyAttemptsAreKept() {
    createPush(withHistory(3));
    MessageId id = putOnce("a");
    IntStream.range(0, 5).forEach(i -> settle(begin().receipt(), Outcome.RETRY, Duration.ZERO));
    assertThat(view(id).attempts()).extracting(Attempt::number).containsExactly(3, 4, 5);
    queues().update(Q, config().push(withHistory(12)).build(), 0).join();
    IntStream.range(0, 20).forEach(i -> settle(begin().receipt(), Outcome.RETRY, Duration.ZERO));
    assertThat(view(id).attempts()).extracting(Attempt::number).startsWith(14).hasSize(12);
    queues().update(Q, config().push(withHistory(0)).build(), 0).join();
    begin();
    pass(30);
    begin();
    assertThat(view(id).attempts()).isEmpty();
    assertThat(view(id).attempt()).isEqualTo(27);
  }

  @Test
  default void tasksAndAnswers_countWhereBytesAreLimited() {
    createPush(push());
    var header = new Header("X-A", "x".repeat(1000));
    for (String body : List.of("a", "b")) {
      put(message(body).task(withHeader(header)).build());
    }
    var headers = new Browse(Q, null, Browse.By.SEQUENCE, 0, false, 10, 1500, true);
    assertThat(messages().browse(headers).join().messages()).hasSize(1);
    var one = new Reserve(Q, 10, 1500, null, QueueMode.PUSH);
    Delivery a = messages().reserve(one).join().deliveries().get(0);
    assertThat(messages().reserve(one).join().deliveries()).hasSize(1);
    var answer = new AttemptReport(Duration.ZERO, 500, null, Body.of(new byte[4000]));
    settle(new Settlement(a.receipt(), Outcome.RETRY, null, null, null, 0, null, answer));
    var both = new Browse(Q, null, Browse.By.SEQUENCE, 0, false, 10, 4000, true);
    assertThat(messages().browse(both).join().messages()).hasSize(1);
  }
}
