package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Browse.By;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading without changing. */
interface BrowseContract extends EngineDriver {
  private List<String> browse(long from, boolean descending, int limit, long maxBytes) {
    return EngineDriver.bodies(
        pages(new Browse(Q, null, By.SEQUENCE, from, descending, limit, maxBytes, false)));
  }

  @Test
  default void browse_readsInBothDirectionsFromAnywhere() {
    create();
    put("a", "b", "c", "d");
    assertThat(browse(0, false, 100, ANY)).containsExactly("a", "b", "c", "d");
    assertThat(browse(0, true, 100, ANY)).containsExactly("d", "c", "b", "a");
    assertThat(browse(3, false, 100, ANY)).containsExactly("c", "d");
    assertThat(browse(2, true, 100, ANY)).containsExactly("b", "a");
    assertThat(browse(9, false, 100, ANY)).isEmpty();
    assertThat(browse(9, true, 100, ANY)).containsExactly("d", "c", "b", "a");
  }

  @Test
  default void browse_pagesByLimitAndBytes() {
    create();
    put("1", "22", "333", "4444", "55555");
    for (boolean descending : List.of(true, false)) {
      assertThat(browse(0, descending, 2, ANY)).hasSize(5).doesNotHaveDuplicates();
      assertThat(browse(0, descending, 100, 4 + TYPE)).hasSize(5).doesNotHaveDuplicates();
    }
    Browse first = new Browse(Q, null, By.SEQUENCE, 0, false, 2, ANY, false);
    assertThat(messages().browse(first).join().messages()).hasSize(2);
    Browse threeBytes = new Browse(Q, null, By.SEQUENCE, 0, false, 100, 3 + 2 * TYPE, false);
    assertThat(messages().browse(threeBytes).join().messages()).hasSize(2);
    Browse tooLarge = new Browse(Q, null, By.SEQUENCE, 5, false, 100, 3, false);
    assertThat(messages().browse(tooLarge).join().messages()).hasSize(1);
  }

  @Test
  default void browse_byState() {
    create(config().retainConsumed(10L, null, null).build());
    putDead(message("dead").build(), "bad");
    put("consumed");
    take();
    put("leased");
    reserve();
    put(message("scheduled").delay(seconds(60)).build());
    put("ready");
    assertThat(bodies(MessageState.DEAD)).containsExactly("dead");
    assertThat(bodies(MessageState.CONSUMED)).containsExactly("consumed");
    assertThat(bodies(MessageState.LEASED)).containsExactly("leased");
    assertThat(bodies(MessageState.SCHEDULED)).containsExactly("scheduled");
    assertThat(bodies(MessageState.READY)).containsExactly("ready");
    assertThat(bodies((MessageState) null))
        .containsExactly("dead", "consumed", "leased", "scheduled", "ready");
    pass(60);
    assertThat(bodies(MessageState.READY)).containsExactly("leased", "scheduled", "ready");
  }

  @Test
  default void browse_changesNothing() {
    create();
    put("a", "b");
    var before = stats();
    browse(0, false, 1, ANY);
    assertThat(stats()).isEqualTo(before);
    assertThat(takeAll()).containsExactly("a", "b");
  }

  @Test
  default void browse_headersOnlyLeavesBodiesOutAndDoesNotCountThem() {
    create();
    put("12345", "123");
    Browse headers = new Browse(Q, null, By.SEQUENCE, 0, false, 10, 2 * TYPE, true);
    Page page = messages().browse(headers).join();
    assertThat(page.messages()).extracting(MessageView::body).containsOnlyNulls().hasSize(2);
    assertThat(page.messages()).extracting(MessageView::size).containsExactly(5L, 3L);
  }

  @Test
  default void browse_ofAMissingQueueIsEmpty() {
    assertThat(browse(0, false, 10, ANY)).isEmpty();
  }

  @Test
  default void browse_byPositionOfAQueueWithoutRingIsEmpty() {
    create();
    put("a");
    assertThat(pages(new Browse(Q, null, By.POSITION, 0, false, 10, ANY, false))).isEmpty();
  }

  @Test
  default void find_showsAReadyMessageWhole() {
    create();
    MessageId id = put(message("a").key("k").ttl(seconds(60)).build()).id();
    MessageView expected =
        new MessageView(
            id,
            0,
            MessageState.READY,
            Body.ofUtf8("a"),
            1,
            "text/plain",
            "k",
            now(),
            now(),
            null,
            now().plusSeconds(60),
            0,
            0,
            null,
            null,
            List.of(),
            null,
            null,
            null);
    assertThat(view(id)).isEqualTo(expected);
    assertThat(findKey("k")).contains(expected);
  }

  @Test
  default void find_showsAConsumedMessageWhileItIsRetained() {
    create(config().retainConsumed(10L, null, null).build());
    MessageId id = put("a");
    take();
    MessageView view = view(id);
    assertThat(view.state()).isEqualTo(MessageState.CONSUMED);
    assertThat(view.body().utf8()).isEqualTo("a");
    assertThat(view.visibleAt()).isNull();
    assertThat(view.expiresAt()).isNull();
    assertThat(view.deliveries()).isEqualTo(1);
    assertThat(view.attempt()).isZero();
  }

  @Test
  default void find_ofWhatIsNotThereIsEmpty() {
    create();
    MessageId id = put("a");
    assertThat(find(new MessageId(id.incarnation(), 2))).isEmpty();
    assertThat(find(new MessageId(id.incarnation() + 1, 1))).isEmpty();
    assertThat(findKey("k")).isEmpty();
    take();
    assertThat(find(id)).isEmpty();
    var missing = io.posthorn.message.QueueName.of("missing");
    assertThat(messages().find(missing, MessageRef.of(id)).join()).isEmpty();
  }
}
