package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.EngineDriver.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many plain messages that came together: an engine may keep them together, nobody may notice. */
interface AlikeContract extends EngineDriver {
  int COUNT = 600;

  private static String body(int i) {
    return "m" + (1000 + i);
  }

  private static List<String> bodies(int from, int to) {
    return IntStream.range(from, to).mapToObj(AlikeContract::body).toList();
  }

  /** Stores {@link #COUNT} of them; their ids. */
  private List<MessageId> putAlike() {
    NewMessage[] alike =
        bodies(0, COUNT).stream().map(body -> message(body).build()).toArray(NewMessage[]::new);
    return put(Atomicity.ALL, alike).stream().map(EnqueueResult::id).toList();
  }

  private List<String> without(int... gone) {
    var left = new ArrayList<>(bodies(0, COUNT));
    for (int i : gone) {
      left.remove(body(i));
    }
    return left;
  }

  @Test
  default void alike_areTakenInOrderWhateverTheLimits() {
    create();
    putAlike();
    var taken = new ArrayList<String>();
    for (int limit : new int[] {1, 2, 99, 1, 100, 7, 1000}) {
      taken(limit).messages().forEach(m -> taken.add(m.body().utf8()));
      assertThat(stats().ready()).isEqualTo(COUNT - taken.size());
    }
    assertThat(taken).isEqualTo(bodies(0, COUNT));
    assertThat(bodies((MessageState) null)).isEmpty();
  }

  @Test
  default void alike_areLookedAtWithoutAChange() {
    create();
    List<MessageId> ids = putAlike();
    for (int i : new int[] {0, 57, 99, 100, 255, 256, 599}) {
      MessageView view = view(ids.get(i));
      assertThat(view.body().utf8()).isEqualTo(body(i));
      assertThat(view.state()).isEqualTo(MessageState.READY);
      assertThat(view.contentType()).isEqualTo("text/plain");
      assertThat(view.enqueuedAt()).isEqualTo(now());
    }
    MessageId beyond = new MessageId(ids.get(0).incarnation(), COUNT + 1L);
    assertThat(find(beyond)).isEmpty();
    assertThat(bodies(MessageState.READY)).isEqualTo(bodies(0, COUNT));
    var last = new Browse(Q, null, Browse.By.SEQUENCE, 150, true, 3, ANY, false);
    assertThat(EngineDriver.bodies(messages().browse(last).join().messages()))
        .containsExactly(body(149), body(148), body(147));
    assertThat(bodies(MessageState.DEAD)).isEmpty();
    assertThat(stats().ready()).isEqualTo(COUNT);
    assertThat(takeAll()).isEqualTo(bodies(0, COUNT));
  }

  @Test
  default void alike_areChangedOneByOne() {
    create();
    List<MessageId> ids = putAlike();
    assertThat(change(ids.get(120), Change.Kind.CANCEL)).isEqualTo(ChangeResult.CHANGED);
    assertThat(change(ids.get(120), Change.Kind.CANCEL)).isEqualTo(ChangeResult.NOT_FOUND);
    assertThat(reschedule(ids.get(0), clock().wall().plusSeconds(60)))
        .isEqualTo(ChangeResult.CHANGED);
    var large = new Change.Amendment(Body.ofUtf8("l".repeat(9000)), null, null, null);
    assertThat(change(new Change(MessageRef.of(ids.get(599)), Change.Kind.AMEND, null, large)))
        .isEqualTo(ChangeResult.CHANGED);
    assertThat(stats().ready()).isEqualTo(COUNT - 2);
    assertThat(stats().scheduled()).isEqualTo(1);
    List<String> expected = without(0, 120, 599);
    expected.add("l".repeat(9000));
    assertThat(takeAll()).isEqualTo(expected);
    pass(60);
    assertThat(takeAll()).containsExactly(body(0));
  }

  @Test
  default void alike_areLeasedAndComeBackOneByOne() {
    create();
    putAlike();
    List<Delivery> leased = reserved(150, seconds(30)).deliveries();
    assertThat(leased).extracting(d -> d.message().body().utf8()).isEqualTo(bodies(0, 150));
    assertThat(settle(leased.get(3).receipt(), Outcome.ACK).status())
        .isEqualTo(SettleResult.Status.SETTLED);
    settle(leased.get(4).receipt(), Outcome.RETRY, seconds(0));
    reject(leased.get(5).receipt(), "bad");
    assertThat(stats().leased()).isEqualTo(147);
    assertThat(stats().ready()).isEqualTo(COUNT - 149);
    pass(30);
    assertThat(takeAll()).containsExactlyInAnyOrderElementsOf(without(3, 5));
    assertThat(bodies(MessageState.DEAD)).containsExactly(body(5));
  }

  @Test
  default void alike_mixWithOthersInOrder() {
    create();
    put(message("before").delay(seconds(1)).build());
    putAlike();
    put("single");
    pass(2);
    Message first = take();
    messages().putBack(Q, List.of(first)).join();
    put("later");
    var all = new ArrayList<>(bodies(0, COUNT));
    all.addAll(List.of("single", "before", "later"));
    assertThat(takeAll()).isEqualTo(all);
  }

  @Test
  default void alike_arePurgedInSlices() {
    create();
    putAlike();
    assertThat(sweep(Sweep.Kind.PURGE, 130).count()).isEqualTo(130);
    assertThat(stats().ready()).isEqualTo(COUNT - 130);
    assertThat(bodies((MessageState) null)).isEqualTo(bodies(130, COUNT));
    assertThat(sweepAll(Sweep.of(Sweep.Kind.PURGE, 50))).isEqualTo(COUNT - 130);
    assertThat(stats().unfinished()).isZero();
    assertThat(putAlike().get(0).sequence()).isEqualTo(COUNT + 1L);
    assertThat(bodies(MessageState.READY)).isEqualTo(bodies(0, COUNT));
    assertThat(sweepAll(Sweep.of(Sweep.Kind.PURGE, 1000))).isEqualTo(COUNT);
    assertThat(bodies((MessageState) null)).isEmpty();
  }

  @Test
  default void alike_stayInTheMiddleOfOthersThatGo() {
    create();
    List<MessageId> ids = putAlike();
    for (int i = 0; i < COUNT; i++) {
      if (i % 50 < 12 || i % 50 == 30) {
        change(ids.get(i), Change.Kind.CANCEL);
      }
    }
    List<String> left =
        IntStream.range(0, COUNT)
            .filter(i -> i % 50 >= 12 && i % 50 != 30)
            .mapToObj(AlikeContract::body)
            .toList();
    assertThat(stats().ready()).isEqualTo(left.size());
    assertThat(bodies(MessageState.READY)).isEqualTo(left);
    var taken = new ArrayList<String>();
    for (int limit : new int[] {40, 13, 12, 1, 1000}) {
      taken(limit).messages().forEach(m -> taken.add(m.body().utf8()));
      assertThat(bodies(MessageState.READY)).isEqualTo(left.subList(taken.size(), left.size()));
    }
  }

  @Test
  default void alike_areKeptWhenConsumedAsTheQueueSays() {
    create(config().retainConsumed(5L, null, null).build());
    putAlike();
    taken(130);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.CONSUMED)).isEqualTo(bodies(125, 130));
    assertThat(bodies(MessageState.READY)).isEqualTo(bodies(130, COUNT));
  }

  @Test
  default void alike_outliveAnotherConfiguration() {
    create();
    putAlike();
    taken(3);
    queues().update(Q, config().ring().build(), 0).join();
    put("single");
    assertThat(takeAll())
        .isEqualTo(Stream.concat(bodies(3, COUNT).stream(), Stream.of("single")).toList());
  }

  @Test
  default void alike_countWhereCapacityIsLimited() {
    create(config().capacity(COUNT + 1).build());
    putAlike();
    List<EnqueueResult> results = put(Atomicity.EACH, message("a").build(), message("b").build());
    assertThat(statuses(results))
        .containsExactly(EnqueueResult.Status.ENQUEUED, EnqueueResult.Status.QUEUE_FULL);
    taken(10);
    assertThat(put("c")).isNotNull();
  }

  @Test
  default void alike_ofManySizesKeepTheirBodies() {
    create();
    var all = new ArrayList<String>();
    for (int size : new int[] {0, 1, 500, 3000, 4090, 4100, 20_000}) {
      List<String> some = Stream.of("a", "b", "c", "d", "e").map(c -> c.repeat(size)).toList();
      all.addAll(some);
      put(
          Atomicity.ALL,
          some.stream().map(text -> message(text).build()).toArray(NewMessage[]::new));
    }
    assertThat(take().body().utf8()).isEqualTo(all.remove(0));
    assertThat(takeAll()).isEqualTo(all);
  }

  @Test
  default void alike_goWithTheirQueue() {
    create();
    putAlike();
    queues().delete(Q).join();
    create();
    assertThat(stats().unfinished()).isZero();
    assertThat(takeAll()).isEmpty();
  }
}
