package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.MessageId;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.StorageEngine.Health;
import io.posthorn.storage.StorageException;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Who hears when something becomes visible; and the engine as a whole. */
interface ListenerContract extends EngineDriver {
  private Queue<Instant> listen() {
    var heard = new ConcurrentLinkedQueue<Instant>();
    engine().onVisible((queue, at) -> heard.add(at));
    return heard;
  }

  private static void expect(Queue<Instant> heard, Instant at) {
    await().untilAsserted(() -> assertThat(heard).contains(at));
    heard.clear();
  }

  @Test
  default void listener_hearsOfEnqueuedMessages() {
    create();
    var heard = listen();
    put("a");
    expect(heard, Instant.EPOCH);
    put(message("b").delay(seconds(60)).build());
    expect(heard, now().plusSeconds(60));
    clock().stepWall(seconds(100));
    put(message("c").visibleAt(clock().wall().plusSeconds(10)).build());
    expect(heard, now().plusSeconds(10));
  }

  @Test
  default void listener_hearsOfLeasesAndTheirEnds() {
    create();
    put("a");
    var heard = listen();
    var receipt = reserve().receipt();
    expect(heard, now().plusSeconds(30));
    pass(5);
    settle(receipt, Outcome.EXTEND);
    expect(heard, now().plusSeconds(30));
    settle(receipt, Outcome.RETRY, seconds(7));
    expect(heard, now().plusSeconds(7));
    pass(7);
    settle(reserve().receipt(), Outcome.RELEASE);
    expect(heard, Instant.EPOCH);
  }

  @Test
  default void listener_hearsOfRedriveRunNowPutBackAndResume() {
    create(config().build());
    MessageId dead = putDead(message("a").build(), "bad");
    MessageId scheduled = put(message("b").delay(seconds(60)).build()).id();
    var heard = listen();
    change(dead, Change.Kind.REDRIVE);
    expect(heard, Instant.EPOCH);
    change(scheduled, Change.Kind.RUN_NOW);
    expect(heard, Instant.EPOCH);
    messages().putBack(Q, List.of(take())).join();
    expect(heard, Instant.EPOCH);
    queues().pause(Q, true).join();
    queues().pause(Q, false).join();
    expect(heard, Instant.EPOCH);
  }

  @Test
  default void clock_isTheElapsedTimeline() {
    clock().stepWall(seconds(999));
    assertThat(engine().clock().instant()).isEqualTo(now());
    assertThat(engine().check()).isEqualTo(Health.UP);
  }

  @Test
  default void verbs_afterCloseFail() {
    create();
    engine().close();
    assertThatThrownBy(() -> put("a"))
        .hasCauseInstanceOf(StorageException.class)
        .extracting(e -> ((StorageException) e.getCause()).kind())
        .isEqualTo(StorageException.Kind.CLOSED);
    assertThat(engine().check().writes()).isFalse();
    engine().close();
  }
}
