package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Message;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that are made without waiting for the ones before: those behind the first are put
 * together in one script, and become what they would one after the other.
 */
class RedisGroupsTest {
  private static final QueueName QUEUE = QueueName.of("q");

  private StorageEngine engine;

  @BeforeEach
  void open() {
    TestRedis.standalone().clear();
    engine = TestRedis.standalone().open();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void create(long capacity) {
    engine.queues().create(QUEUE, new ConfigBuilder().capacity(capacity).build()).join();
  }

  private static NewMessage message(String body) {
    return NewMessage.of(Body.ofUtf8(body));
  }

  private static NewMessage named(String key, String deduplicationId) {
    return new NewMessage(Body.ofUtf8("x"), null, null, null, null, key, deduplicationId);
  }

  private CompletableFuture<List<EnqueueResult>> enqueue(
      Atomicity atomicity, NewMessage... messages) {
    return engine.messages().enqueue(List.of(new Enqueue(QUEUE, List.of(messages))), atomicity);
  }

  /** Makes requests at once; their answers, in order. */
  private static <T> List<T> atOnce(List<Supplier<CompletableFuture<T>>> requests) {
    var begun = requests.stream().map(Supplier::get).toList();
    return begun.stream().map(CompletableFuture::join).toList();
  }

  private void fill(String... bodies) {
    create(1000);
    enqueue(
            Atomicity.ALL,
            Stream.of(bodies).map(RedisGroupsTest::message).toArray(NewMessage[]::new))
        .join();
  }

  private static List<Status> statuses(List<EnqueueResult> results) {
    return results.stream().map(EnqueueResult::status).toList();
  }

  private static List<String> bodies(Taken taken) {
    return taken.messages().stream().map(Message::body).map(Body::utf8).toList();
  }

  @Test
  void enqueues_takeSequencesInTheirOrder() {
    create(1000);
    var requests = new ArrayList<Supplier<CompletableFuture<List<EnqueueResult>>>>();
    for (int i = 0; i < 100; i++) {
      NewMessage message = i % 3 == 0 ? named("key" + i, null) : message("body");
      requests.add(() -> enqueue(Atomicity.EACH, message));
    }
    List<Long> sequences =
        atOnce(requests).stream().map(results -> results.get(0).id().sequence()).toList();
    assertThat(sequences).isSorted().doesNotHaveDuplicates().hasSize(100);
    assertThat(sequences.get(99) - sequences.get(0)).isEqualTo(99);
  }

  @Test
  void refusedBatch_leavesNoTraceInItsGroup() {
    create(1000);
    var results =
        atOnce(
            List.<Supplier<CompletableFuture<List<EnqueueResult>>>>of(
                () -> enqueue(Atomicity.EACH, message("first")),
                () -> enqueue(Atomicity.EACH, named("taken", null)),
                () -> enqueue(Atomicity.EACH, message("third")),
                () ->
                    enqueue(
                        Atomicity.ALL, named("free", "id"), message("plain"), named("taken", null)),
                () -> enqueue(Atomicity.ALL, named("free", "id"), message("plain")),
                () -> enqueue(Atomicity.EACH, named("taken", null), message("last"))));
    assertThat(statuses(results.get(3)))
        .containsExactly(
            Status.REFUSED_WITH_OTHERS, Status.REFUSED_WITH_OTHERS, Status.KEY_CONFLICT);
    assertThat(statuses(results.get(4))).containsExactly(Status.ENQUEUED, Status.ENQUEUED);
    assertThat(statuses(results.get(5))).containsExactly(Status.KEY_CONFLICT, Status.ENQUEUED);
    long third = results.get(2).get(0).id().sequence();
    assertThat(results.get(4).get(0).id().sequence()).isEqualTo(third + 1);
    assertThat(results.get(5).get(1).id().sequence()).isEqualTo(third + 3);
    assertThat(statuses(enqueue(Atomicity.EACH, named(null, "id")).join()))
        .containsExactly(Status.DUPLICATE);
  }

  @Test
  void capacity_isSharedOutInOrder() {
    create(5);
    var requests = new ArrayList<Supplier<CompletableFuture<List<EnqueueResult>>>>();
    for (int i = 0; i < 3; i++) {
      requests.add(() -> enqueue(Atomicity.EACH, message("one")));
    }
    requests.add(() -> enqueue(Atomicity.ALL, message("1"), message("2"), message("3")));
    requests.add(() -> enqueue(Atomicity.EACH, message("1"), message("2"), message("3")));
    var results = atOnce(requests);
    assertThat(statuses(results.get(3)))
        .contains(Status.QUEUE_FULL)
        .doesNotContain(Status.ENQUEUED);
    assertThat(statuses(results.get(4)))
        .containsExactly(Status.ENQUEUED, Status.ENQUEUED, Status.QUEUE_FULL);
  }

  @Test
  void takes_shareMessagesOutInOrder() {
    fill("a", "bb", "cc", "dd", "e", "f", "g");
    var taken =
        atOnce(
            List.<Supplier<CompletableFuture<Taken>>>of(
                () -> engine.messages().take(new Take(QUEUE, 1, 10)),
                () -> engine.messages().take(new Take(QUEUE, 1, 10)),
                () -> engine.messages().take(new Take(QUEUE, 2, 3)),
                () -> engine.messages().take(new Take(QUEUE, 3, 100)),
                () -> engine.messages().take(new Take(QUEUE, 1, 1)),
                () -> engine.messages().take(new Take(QUEUE, 9, 9))));
    assertThat(taken.stream().map(RedisGroupsTest::bodies))
        .containsExactly(
            List.of("a"),
            List.of("bb"),
            List.of("cc"),
            List.of("dd", "e", "f"),
            List.of("g"),
            List.of());
    assertThat(taken).allMatch(one -> one.handOut() == HandOut.OK);
    assertThat(engine.queues().stats(List.of(QUEUE)).join().get(0).orElseThrow().takenTotal())
        .isEqualTo(7);
  }

  @Test
  void takesOfMoreThanACallHandsOut_areAllServed() {
    create(1000);
    String body = "x".repeat(3_000_000);
    for (int i = 0; i < 8; i++) {
      enqueue(Atomicity.EACH, message(body)).join();
    }
    var requests = new ArrayList<Supplier<CompletableFuture<Taken>>>();
    for (int i = 0; i < 9; i++) {
      requests.add(() -> engine.messages().take(new Take(QUEUE, 1, 8_000_000)));
    }
    assertThat(atOnce(requests).stream().map(taken -> taken.messages().size()))
        .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 0);
  }

  @Test
  void reservesAndSettlements_keepToTheirRequests() {
    fill("a", "b", "c", "d");
    var asked = new Reserve(QUEUE, 1, 100, null, QueueMode.PULL);
    var wrong = new Reserve(QUEUE, 1, 100, null, QueueMode.PUSH);
    var reserved =
        atOnce(
            Stream.of(asked, asked, asked, wrong, asked, asked)
                .<Supplier<CompletableFuture<Reserved>>>map(
                    request -> () -> engine.messages().reserve(request))
                .toList());
    assertThat(
            reserved.stream()
                .map(one -> one.deliveries().stream().map(d -> d.message().body().utf8()).toList()))
        .containsExactly(
            List.of("a"), List.of("b"), List.of("c"), List.of(), List.of("d"), List.of());
    assertThat(reserved.get(3).handOut()).isEqualTo(HandOut.WRONG_MODE);
    var settled =
        atOnce(
            reserved.stream()
                .<Supplier<CompletableFuture<List<SettleResult>>>>map(
                    one ->
                        () ->
                            engine
                                .messages()
                                .settle(
                                    QUEUE,
                                    one.deliveries().stream()
                                        .flatMap(d -> Stream.of(d.receipt(), d.receipt()))
                                        .map(
                                            receipt ->
                                                new Settlement(
                                                    receipt,
                                                    Outcome.ACK,
                                                    null,
                                                    null,
                                                    null,
                                                    0,
                                                    null,
                                                    null))
                                        .toList()))
                .toList());
    for (int i : new int[] {0, 1, 2, 4}) {
      assertThat(settled.get(i).stream().map(SettleResult::status))
          .containsExactly(SettleResult.Status.SETTLED, SettleResult.Status.STALE);
    }
    assertThat(settled.get(3)).isEmpty();
  }
}
