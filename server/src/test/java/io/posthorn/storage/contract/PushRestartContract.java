package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.ordered;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Header;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.MessageId;
import io.posthorn.message.Push;
import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Receipt;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.SigningSecret;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Topic;
import io.posthorn.storage.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a durable engine still knows of tasks, bounds and topics when it is opened again. */
interface PushRestartContract extends PushDriver {
  /** Opens the engine again; what is shown of the queue must be the same. */
  void reopenAndCompare();

  @Test
  default void task_isKept() {
    createPush(push());
    put(message("now").task(ONCE).build());
    put(message("later").task(EVERY).delay(seconds(60)).build());
    reopenAndCompare();
    assertThat(begin().message().task()).isEqualTo(ONCE);
    reopenAndCompare();
    pass(60);
    assertThat(begun(9).deliveries())
        .extracting(delivery -> delivery.message().task())
        .containsExactly(ONCE, EVERY);
  }

  @Test
  default void run_isKeptWithItsRetriesAndReports() {
    create(config().push(push()).retry(1, seconds(1)).build());
    MessageId id = put(message("a").task(EVERY).key("k").build()).id();
    Instant next = clock().wall().plusSeconds(10);
    var report = new AttemptReport(seconds(1), 503, "status", Body.ofUtf8("busy"));
    settle(
        new Settlement(
            begin().receipt(), Outcome.REPEAT, null, null, null, 0, new Run(5, next), report));
    reopenAndCompare();
    assertThat(view(id).run()).isEqualTo(new Run(5, next));
    assertThat(view(id).attempts()).extracting(attempt -> attempt.report()).containsExactly(report);
    pass(10);
    settle(begin().receipt(), Outcome.RETRY, seconds(3));
    reopenAndCompare();
    pass(3);
    Receipt receipt = begin().receipt();
    reopenAndCompare();
    assertThat(findKey("k").orElseThrow().run()).isEqualTo(new Run(5, next));
    pass(30);
    Delivery again = begin();
    assertThat(again.attempt()).isEqualTo(3);
    assertThat(again.message().scheduledAt()).isEqualTo(next);
    assertThat(settle(Settlement.ack(receipt)).status().name()).isEqualTo("STALE");
  }

  @Test
  default void amendment_isKept() {
    createPush(push());
    MessageId ready = putOnce("a");
    MessageId moved = putOnce("b");
    amend(ready, "new a", EVERY, null);
    amend(moved, "new b", EVERY, clock().wall().plusSeconds(60));
    reopenAndCompare();
    Delivery first = begin();
    assertThat(first.message().body().utf8()).isEqualTo("new a");
    assertThat(first.message().task()).isEqualTo(EVERY);
    assertThat(beginAll()).isEmpty();
    pass(60);
    reopenAndCompare();
    assertThat(beginAll()).containsExactly("new a", "new b");
  }

  @Test
  default void amendmentOfALeasedOne_isKept() {
    createPush(push());
    MessageId settled = putOnce("a");
    MessageId expired = putOnce("b");
    Receipt receipt = begin().receipt();
    begin();
    Instant at = clock().wall().plusSeconds(60);
    amend(settled, "new a", ONCE, at);
    amend(expired, "new b", ONCE, at);
    reopenAndCompare();
    settle(Settlement.ack(receipt));
    assertThat(view(settled).visibleAt()).isEqualTo(at);
    pass(30);
    reopenAndCompare();
    assertThat(beginAll()).isEmpty();
    reopenAndCompare();
    assertThat(view(expired).visibleAt()).isEqualTo(at);
    pass(30);
    assertThat(beginAll()).containsExactly("new a", "new b");
  }

  @Test
  default void maxConcurrency_countsLeasesOfBefore() {
    createPush(push(2, null));
    putOnce("a", "b", "c");
    Receipt receipt = begin().receipt();
    begin();
    reopenAndCompare();
    assertThat(begun(9).deliveries()).isEmpty();
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(30));
    settle(Settlement.ack(receipt));
    reopenAndCompare();
    assertThat(beginAll()).containsExactly("c");
  }

  @Test
  default void tokens_areNotFilledByReopening() {
    createPush(push(0, new RateLimit(1, seconds(10), 3)));
    putOnce("a", "b", "c", "d", "e", "f");
    assertThat(beginAll()).containsExactly("a", "b", "c");
    reopenAndCompare();
    assertThat(beginAll()).isEmpty();
    pass(9);
    reopenAndCompare();
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(1));
    pass(1);
    assertThat(beginAll()).containsExactly("d");
    reopenAndCompare();
    assertThat(beginAll()).isEmpty();
  }

  @Test
  default void orderedPlaces_areKept() {
    createPush(ordered());
    MessageId a = putOnce("a");
    MessageId b = putOnce("b");
    putOnce("c");
    settle(begin().receipt(), Outcome.RETRY, seconds(40));
    reopenAndCompare();
    assertThat(beginAll()).isEmpty();
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(40));
    pass(20);
    amend(b, "new b", ONCE, clock().wall());
    pass(20);
    reopenAndCompare();
    begin();
    pass(30);
    reopenAndCompare();
    Delivery head = begin();
    assertThat(head.message().id()).isEqualTo(a);
    settle(Settlement.ack(head.receipt()));
    reopenAndCompare();
    assertThat(beginAll()).containsExactly("c");
  }

  @Test
  default void endedLeases_stayEnded() {
    createPush(push());
    putOnce("a", "b");
    beginAll();
    pass(5);
    sweepAll(Sweep.Kind.END_LEASES);
    reopenAndCompare();
    assertThat(stats().leased()).isZero();
    assertThat(beginAll()).containsExactly("a", "b");
  }

  @Test
  default void pushConfiguration_isKept() {
    var target =
        new HttpTarget(
            "https://receiver.example/",
            "PUT",
            List.of(new Header("Authorization", "Bearer x")),
            seconds(1),
            Duration.ofMillis(1500),
            StatusSet.of(List.of("200", "409")),
            HttpTarget.RetryOn.UNREACHED,
            3,
            List.of(
                new SigningSecret(
                    "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", clock().wall().plusSeconds(5)),
                new SigningSecret("whsec_MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEw", null)));
    var push = new Push(target, true, 1, new RateLimit(7, Duration.ofMinutes(3), 70), 100);
    create(config().push(push).build());
    reopenAndCompare();
    assertThat(queues().find(Q).join().orElseThrow().config().push()).isEqualTo(push);
  }

  @Test
  default void topics_areKept() {
    var kept = new Topic(QueueName.of("t"), List.of(QueueName.of("a"), QueueName.of("б")));
    engine().topics().put(kept).join();
    engine().topics().put(new Topic(QueueName.of("u"), List.of(QueueName.of("a")))).join();
    engine().topics().delete(QueueName.of("u")).join();
    create();
    reopenAndCompare();
    assertThat(engine().topics().list(null, 9).join()).containsExactly(kept);
  }
}
