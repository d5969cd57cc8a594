package io.posthorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Producers, consumers, messages and queues against a real server. Each test has its own queue. */
@Timeout(120)
class RequestsTest {
  private static TestServer server;
  private static PosthornClient posthorn;

  @BeforeAll
  static void open() {
    server = TestServer.start();
    posthorn = server.client();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void names_thatAreNotUtf8OrLookSo_areToldApart() {
    posthorn.queues().put("raw-%FF", QueueSettings.pull());
    posthorn.queues().put("raw-%25FF", QueueSettings.pull());
    posthorn.producer("raw-%FF").enqueue(NewMessage.text("byte"));
    posthorn.producer("raw-%25FF").enqueue(NewMessage.text("text"));

    assertThat(posthorn.queues().list("raw-", null).items())
        .extracting(QueueInfo::name)
        .containsExactly("raw-%25FF", "raw-%FF");
    for (QueueInfo queue : posthorn.queues().list("raw-%25", null).items()) {
      assertThat(posthorn.consumer(queue.name()).take(Poll.one()).get(0).text()).isEqualTo("text");
    }
    Message any = posthorn.consumer("raw-none", "raw-%FF").reserve(Poll.one()).get(0).message();
    assertThat(any.queue()).isEqualTo("raw-%FF");
    assertThat(any.text()).isEqualTo("byte");
  }

  @Test
  void message_comesBackAsItWent() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    String name = "name/with ü, %2F and ..";
    Producer producer = posthorn.producer(name);
    Enqueued first =
        producer.enqueue(
            NewMessage.of(Body.of(bytes)).contentType("application/x-all").key("ключ &=+"));
    Enqueued second = producer.enqueue(NewMessage.text("\"\\\n\u0000 ü \uD83D\uDE00"));
    producer.enqueue(NewMessage.of(Body.EMPTY));

    List<Message> taken = posthorn.consumer(name).take(Poll.upTo(10));
    assertThat(taken).hasSize(3);
    Message one = taken.get(0);
    assertThat(one.queue()).isEqualTo(name);
    assertThat(one.id()).isEqualTo(first.id());
    assertThat(one.key()).isEqualTo("ключ &=+");
    assertThat(one.contentType()).isEqualTo("application/x-all");
    assertThat(one.body().bytes()).isEqualTo(bytes);
    assertThat(one.enqueuedAt()).isCloseTo(Instant.now(), within(60));
    assertThat(taken.get(1).sequence()).isEqualTo(second.sequence());
    assertThat(taken.get(1).text()).isEqualTo("\"\\\n\u0000 ü \uD83D\uDE00");
    assertThat(taken.get(2).body()).isEqualTo(Body.EMPTY);
    assertThat(posthorn.consumer(name).take(Poll.one())).isEmpty();
  }

  @Test
  void trace_goesWithTheMessage() {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    NewMessage traced = NewMessage.text("a").traceparent(parent).tracestate("a=1,b=2");
    Producer producer = posthorn.producer("traced");
    producer.enqueue(traced);
    producer.enqueueAll(List.of(traced, NewMessage.text("b")));
    posthorn
        .tasks("traced-tasks")
        .put("k", Task.to("http://127.0.0.1:9/").traceparent(parent).delay(Duration.ofHours(1)));

    assertThat(posthorn.messages("traced").browse(Browse.ALL).items())
        .extracting(MessageView::traceparent, MessageView::tracestate)
        .containsExactly(tuple(parent, "a=1,b=2"), tuple(parent, "a=1,b=2"), tuple(null, null));
    assertThat(posthorn.consumer("traced").take(Poll.upTo(10)))
        .extracting(Message::traceparent, Message::tracestate)
        .containsExactly(tuple(parent, "a=1,b=2"), tuple(parent, "a=1,b=2"), tuple(null, null));
    assertThat(
            posthorn.messages("traced-tasks").find(MessageRef.key("k")).orElseThrow().traceparent())
        .isEqualTo(parent);
  }

  @Test
  void batch_isAllOrNothing_andNamesTheLine() {
    Producer producer = posthorn.producer("batch");
    List<Enqueued> stored =
        producer.enqueueAll(
            List.of(
                NewMessage.text("one"),
                NewMessage.of(Body.of(new byte[] {-1, 0})).key("two"),
                NewMessage.json("{\"n\":\n 3}").delay(Duration.ofHours(1))));
    assertThat(stored).extracting(Enqueued::sequence).containsExactly(1L, 2L, 3L);
    assertThatThrownBy(
            () ->
                producer.enqueueAll(List.of(NewMessage.text("x"), NewMessage.text("y").key("two"))))
        .isInstanceOfSatisfying(
            PosthornException.class,
            e -> {
              assertThat(e.code()).isEqualTo("key-conflict");
              assertThat(e.status()).isEqualTo(409);
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.field()).isEqualTo("key");
              assertThat(e.isTransient()).isFalse();
            });
    assertThat(posthorn.consumer("batch").take(Poll.upTo(10)))
        .extracting(message -> message.body().bytes())
        .containsExactly("one".getBytes(), new byte[] {-1, 0});
  }

  @Test
  void idempotencyKey_storesOnce() {
    Producer producer = posthorn.producer("idempotent");
    NewMessage message = NewMessage.text("once").idempotencyKey("a \"quoted\\ key");
    Enqueued first = producer.enqueue(message);
    Enqueued again = producer.enqueue(message);
    assertThat(first.duplicate()).isFalse();
    assertThat(again.duplicate()).isTrue();
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(producer.enqueueAll(List.of(message)).get(0).duplicate()).isTrue();
    assertThatThrownBy(
            () -> producer.enqueue(NewMessage.text("other").idempotencyKey("a \"quoted\\ key")))
        .isInstanceOfSatisfying(
            PosthornException.class, e -> assertThat(e.code()).isEqualTo("idempotency-mismatch"));
    assertThatThrownBy(() -> message.idempotencyKey("ü"))
        .hasMessage("idempotencyKey: 'ü' (expected: printable ASCII, at least one character)");
  }

  @Test
  void longPoll_isAnsweredWhenAMessageComes() {
    posthorn.queues().put("poll", QueueSettings.pull());
    var waiting =
        posthorn.consumer("poll").async().take(Poll.one().waiting(Duration.ofSeconds(50)));
    posthorn.producer("poll").enqueue(NewMessage.text("there"));
    assertThat(waiting.join()).extracting(Message::text).containsExactly("there");
  }

  @Test
  void leases_areSettledEachInItsWay() {
    posthorn.queues().put("settle", QueueSettings.pull().retry(RetryPolicy.attempts(2)));
    posthorn
        .producer("settle")
        .enqueueAll(IntStream.range(0, 4).mapToObj(i -> NewMessage.text("m" + i)).toList());
    Consumer consumer = posthorn.consumer("settle");
    Instant before = Instant.now();
    List<LeasedMessage> leased = consumer.reserve(Poll.upTo(10).leasing(Duration.ofMinutes(2)));
    assertThat(leased).hasSize(4).allMatch(message -> message.attempt() == 1);
    assertThat(leased.get(0).leaseUntil()).isCloseTo(before.plusSeconds(120), within(60));

    List<Settled> settled =
        consumer.settle(
            List.of(
                Settlement.ack(leased.get(0)),
                new Settlement(leased.get(1), Outcome.retry(Duration.ofHours(1)).because("busy")),
                new Settlement(leased.get(2), Outcome.deadLetter("no such user")),
                Settlement.extend(leased.get(3), Duration.ofHours(2))));
    assertThat(settled.get(0)).isEqualTo(new Settled(false, false, null));
    assertThat(settled.get(1).until()).isCloseTo(before.plusSeconds(3600), within(60));
    assertThat(settled.get(2).dead()).isTrue();
    assertThat(settled.get(3).until()).isCloseTo(before.plusSeconds(7200), within(60));
    assertThat(consumer.settle(leased.get(0), Outcome.ack()).stale()).isTrue();

    MessageView dead =
        posthorn.messages("settle").find(MessageRef.id(leased.get(2).id())).orElseThrow();
    assertThat(dead.state()).isEqualTo("dead");
    assertThat(dead.reason()).isEqualTo("no such user");
    assertThat(dead.attempts()).extracting(Attempt::outcome).containsExactly("deadLetter");
    assertThat(posthorn.messages("settle").redrive(Redrive.of(List.of(dead.id())))).isEqualTo(1);
    assertThat(posthorn.messages("settle").redrive(Redrive.upTo(5).reason("expired"))).isZero();
    // At such a rate the answer takes its time.
    assertThat(Redrive.upTo(500).perSecond(5).patience()).isEqualTo(Duration.ofSeconds(101));
    assertThat(Redrive.of(List.of("a", "b")).perSecond(1).patience())
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(Redrive.upTo(500).patience()).isZero();
    assertThat(consumer.reserve(Poll.upTo(10)))
        .extracting(LeasedMessage::text)
        .containsExactly("m2");
  }

  @Test
  void settlementsOfSeveralQueues_areRefusedHere() {
    posthorn.producer("a").enqueue(NewMessage.text("1"));
    posthorn.producer("b").enqueue(NewMessage.text("2"));
    Consumer both = posthorn.consumer("a", "b");
    LeasedMessage one = both.reserve(Poll.one()).get(0);
    LeasedMessage two = posthorn.consumer("b").reserve(Poll.one()).get(0);
    assertThat(one.queue()).isEqualTo("a");
    assertThatThrownBy(() -> both.settle(List.of(Settlement.ack(one), Settlement.ack(two))))
        .hasMessageContaining("[a, b] (expected: at least one, all of one queue)");
    assertThatThrownBy(() -> both.take(Poll.one())).hasMessageContaining("expected: one queue");
  }

  @Test
  void messages_areBrowsedAndChanged() {
    posthorn
        .producer("browse")
        .enqueueAll(
            IntStream.range(0, 5)
                .mapToObj(i -> NewMessage.text("m" + i).key("k" + i).delay(Duration.ofHours(1)))
                .toList());
    Messages messages = posthorn.messages("browse");
    Browse two = Browse.ALL.state("scheduled").newestFirst().limit(2).withoutBodies();
    Page<MessageView> page = messages.browse(two);
    assertThat(page.items()).extracting(MessageView::key).containsExactly("k4", "k3");
    assertThat(page.items().get(0).body()).isEqualTo(Body.EMPTY);
    assertThat(page.items().get(0).size()).isEqualTo(2);
    page = messages.browse(two.page(page.cursor()));
    page = messages.browse(two.page(page.cursor()));
    assertThat(page.items()).extracting(MessageView::key).containsExactly("k0");
    assertThat(page.cursor()).isNull();

    MessageRef second = MessageRef.key("k1");
    Instant later = Instant.now().plusSeconds(7200).truncatedTo(ChronoUnit.MILLIS);
    assertThat(messages.reschedule(second, later).orElseThrow().visibleAt()).isEqualTo(later);
    assertThat(messages.run(second).orElseThrow().state()).isEqualTo("ready");
    assertThat(messages.cancel(second)).isTrue();
    assertThat(messages.cancel(second)).isFalse();
    assertThat(messages.find(second)).isEmpty();
  }

  @Test
  void queues_areMadeChangedListedAndDeleted() {
    Queues queues = posthorn.queues();
    QueueInfo made =
        queues.put(
            "admin/1",
            QueueSettings.pull()
                .capacity(2)
                .lease(Duration.ofMinutes(2))
                .ttl(Duration.ofDays(1))
                .deduplicationWindow(Duration.ofMinutes(1))
                .durability("buffered")
                .retry(RetryPolicy.attempts(3).maxAge(Duration.ofHours(1)).multiplier(1.5)));
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.settings().text("lease")).isEqualTo("2m");
    assertThat(made.settings().number("capacity", 0)).isEqualTo(2);
    QueueInfo changed =
        queues.change("admin/1", QueueSettings.change().with("lease", null).capacity(1), 1);
    assertThat(changed.settings().text("lease")).isEqualTo("30s");
    assertThatThrownBy(() -> queues.change("admin/1", QueueSettings.change().capacity(5), 1))
        .isInstanceOfSatisfying(
            PosthornException.class, e -> assertThat(e.code()).isEqualTo("version-conflict"));

    posthorn.producer("admin/1").enqueue(NewMessage.text("x"));
    assertThatThrownBy(() -> posthorn.producer("admin/1").enqueue(NewMessage.text("y")))
        .isInstanceOfSatisfying(
            PosthornException.class, e -> assertThat(e.code()).isEqualTo("queue-full"));
    assertThat(queues.find("admin/1").orElseThrow().statistics().ready()).isEqualTo(1);
    assertThat(queues.pause("admin/1").paused()).isTrue();
    assertThat(posthorn.consumer("admin/1").take(Poll.one())).isEmpty();
    assertThat(queues.resume("admin/1").paused()).isFalse();
    assertThat(queues.purge("admin/1", true)).isEqualTo(1);

    for (int i = 2; i <= 101; i++) {
      queues.put("admin/" + i, QueueSettings.pull());
    }
    Page<QueueInfo> page = queues.list("admin/", null);
    assertThat(page.items()).hasSize(100).allMatch(queue -> queue.statistics() != null);
    assertThat(queues.list("admin/", page.cursor()).items()).hasSize(1);

    assertThat(queues.delete("admin/1")).isTrue();
    assertThat(queues.delete("admin/1")).isFalse();
    assertThat(queues.find("admin/1")).isEmpty();
  }

  @Test
  void topics_publishToTheirQueues() {
    Topics topics = posthorn.topics();
    topics.put("prices", List.of("eu", "us"));
    assertThat(topics.find("prices")).contains(new Topic("prices", List.of("eu", "us")));
    posthorn.queues().put("eu", QueueSettings.pull());

    List<Published> published = topics.publish("prices", NewMessage.text("5"));
    assertThat(published.get(0).message().sequence()).isEqualTo(1);
    assertThat(published.get(1)).isEqualTo(new Published("us", null, "queue-not-found"));
    assertThatThrownBy(() -> topics.publishToAll("prices", NewMessage.text("6")))
        .isInstanceOfSatisfying(
            PosthornException.class, e -> assertThat(e.code()).isEqualTo("queue-not-found"));
    assertThat(posthorn.consumer("eu").take(Poll.upTo(9)))
        .extracting(Message::text)
        .containsExactly("5");
    assertThat(topics.list(null).items()).extracting(Topic::name).containsExactly("prices");
    assertThat(topics.delete("prices")).isTrue();
    assertThat(topics.find("prices")).isEmpty();
  }

  private static org.assertj.core.data.TemporalUnitOffset within(long seconds) {
    return org.assertj.core.api.Assertions.within(seconds, ChronoUnit.SECONDS);
  }
}
