package io.posthorn.examples;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a shop leaves to a task queue: things that happen later, unless something else does. */
@Timeout(120)
class ShopExampleTest {
  private TimedServer posthorn;
  private Receiver shop;

  @BeforeEach
  void open() throws IOException {
    posthorn = new TimedServer();
    shop = Receiver.start(posthorn.clock);
  }

  @AfterEach
  void close() {
    shop.close();
    posthorn.close();
  }

  @Test
  void order_unpaidFor30Minutes_isClosed() {
    Instant ordered = posthorn.clock.instant();
    closeLater("1001");
    closeLater("1002");

    posthorn.pass(ofMinutes(10), "orders");
    assertThat(pay("1002")).isEqualTo(204);

    posthorn.pass(ofMinutes(20).minusSeconds(1), "orders");
    assertThat(shop.count()).isZero();
    posthorn.pass(ofSeconds(1), "orders");
    assertThat(shop.bodies()).containsExactly("{\"close\":\"1001\"}");
    assertThat(shop.received().get(0).path()).isEqualTo("/orders/close");
    assertThat(shop.received().get(0).at()).isEqualTo(ordered.plus(ofMinutes(30)));

    // Who pays after that is told so by the same request: there is no timer any more.
    assertThat(pay("1001")).isEqualTo(404);
    posthorn.pass(ofDays(1), ofHours(1), "orders");
    assertThat(shop.count()).isOne();
  }

  @Test
  void order_timerSetTwice_isOneTimer() {
    assertThat(closeLater("1003")).isEqualTo(201);
    assertThat(closeLater("1003")).isEqualTo(200);
    posthorn.pass(ofHours(1), ofMinutes(1), "orders");
    assertThat(shop.bodies()).containsExactly("{\"close\":\"1003\"}");
  }

  @Test
  void review_isAskedForFiveDaysAfterTheDelivery() {
    Instant delivered = posthorn.clock.instant();
    String task =
        """
        {"url":"%s","delay":"5d","json":{"order":1001,"ask":"review"}}
        """
            .formatted(shop.url("/mail"));
    assertThat(posthorn.api.post("/v1/queues/reviews/tasks", task).status()).isEqualTo(201);

    posthorn.pass(ofDays(5).minusMinutes(1), "reviews");
    assertThat(shop.count()).isZero();
    posthorn.pass(ofMinutes(1), "reviews");
    assertThat(shop.bodies()).containsExactly("{\"order\":1001,\"ask\":\"review\"}");
    assertThat(Duration.between(delivered, shop.received().get(0).at())).isEqualTo(ofDays(5));
  }

  @Test
  void reminder_comesThreeDaysBeforeExpiry_andMovesWithIt() {
    Instant expiry = posthorn.clock.instant().plus(ofDays(30));
    assertThat(remind("ann", expiry)).isEqualTo(201);
    assertThat(remind("bob", expiry)).isEqualTo(201);
    // Bob extends for a month: the same request, another instant.
    Instant extended = expiry.plus(ofDays(30));
    assertThat(remind("bob", extended)).isEqualTo(200);

    posthorn.pass(ofDays(60), ofHours(6), "reminders");
    assertThat(shop.received())
        .extracting(Receiver.Received::path, Receiver.Received::at)
        .containsExactly(
            tuple("/remind/ann", expiry.minus(ofDays(3))),
            tuple("/remind/bob", extended.minus(ofDays(3))));
  }

  private int closeLater(String order) {
    String task =
        """
        {"url":"%s","delay":"30m","json":{"close":"%s"}}
        """
            .formatted(shop.url("/orders/close"), order);
    return posthorn.api.put("/v1/queues/orders/tasks/order-" + order, task).status();
  }

  /** The shop knows its own number of the order, and nothing of Posthorn's ids. */
  private int pay(String order) {
    return posthorn.api.delete("/v1/queues/orders/messages/key:order-" + order).status();
  }

  private int remind(String user, Instant expiry) {
    String task =
        """
        {"url":"%s","visibleAt":"%s"}
        """
            .formatted(shop.url("/remind/" + user), expiry.minus(ofDays(3)));
    return posthorn.api.put("/v1/queues/reminders/tasks/" + user, task).status();
  }
}
