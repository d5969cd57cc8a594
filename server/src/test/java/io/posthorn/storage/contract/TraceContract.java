package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.TraceContext;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Amendment;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Take;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The trace that a message is of goes wherever the message goes. */
interface TraceContract extends PushDriver {
  TraceContext TRACE =
      new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1,b=2");

  TraceContext BARE =
      new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null);

  private static NewMessage traced(String body, TraceContext trace) {
    return message(body).build().withTrace(trace);
  }

  @Test
  default void trace_ofEachMessageIsHandedOutAndShown() {
    create();
    var traces = java.util.Arrays.asList(TRACE, null, BARE);
    traces.forEach(trace -> put(traced("m", trace)));
    var browse = new Browse(Q, null, Browse.By.SEQUENCE, 0, false, 9, ANY, true);
    assertThat(pages(browse)).extracting(MessageView::trace).isEqualTo(traces);
    assertThat(taken(9).messages()).extracting(Message::trace).isEqualTo(traces);
  }

  @Test
  default void trace_staysWithNamedDelayedAndExpiringMessages() {
    create();
    MessageId id =
        put(message("a")
                .key("k")
                .deduplicationId("d")
                .delay(seconds(5))
                .ttl(seconds(50))
                .build()
                .withTrace(TRACE))
            .id();
    assertThat(view(id).trace()).isEqualTo(TRACE);
    pass(5);
    Message taken = take();
    assertThat(taken.trace()).isEqualTo(TRACE);
    assertThat(taken.key()).isEqualTo("k");
    assertThat(taken.ttl()).isEqualTo(seconds(50));
    assertThat(taken.body()).isEqualTo(Body.ofUtf8("a"));
  }

  @Test
  default void trace_staysThroughRetryDeathAndRedrive() {
    create();
    MessageId id = put(traced("a", TRACE)).id();
    settle(reserve().receipt(), Outcome.RETRY, seconds(1));
    pass(1);
    Delivery again = reserve();
    assertThat(again.message().trace()).isEqualTo(TRACE);
    reject(again.receipt(), "bad");
    assertThat(view(id).trace()).isEqualTo(TRACE);
    change(id, Change.Kind.REDRIVE);
    assertThat(reserve().message().trace()).isEqualTo(TRACE);
  }

  @Test
  default void trace_isPutBackWithItsMessage() {
    create();
    put(traced("a", TRACE));
    messages().putBack(Q, List.of(take())).join();
    assertThat(take().trace()).isEqualTo(TRACE);
  }

  @Test
  default void trace_ofATaskStaysOverItsRuns() {
    createPush(push());
    MessageId id = put(message("a").task(EVERY).build().withTrace(TRACE)).id();
    Delivery first = begin();
    assertThat(first.message().trace()).isEqualTo(TRACE);
    assertThat(first.message().task()).isEqualTo(EVERY);
    repeat(first.receipt(), 1, clock().wall().plusSeconds(10));
    assertThat(view(id).trace()).isEqualTo(TRACE);
  }

  @Test
  default void trace_isAmendedWithTheRest() {
    createPush(push());
    MessageId ready = put(message("a").task(ONCE).build().withTrace(TRACE)).id();
    MessageId waiting =
        put(message("a").task(ONCE).delay(seconds(60)).build().withTrace(TRACE)).id();
    var before = new Amendment(Body.ofUtf8("a"), "text/plain", ONCE, TRACE);
    var other = new Amendment(Body.ofUtf8("a"), "text/plain", ONCE, BARE);
    for (MessageId id : List.of(ready, waiting)) {
      MessageRef ref = MessageRef.of(id);
      assertThat(change(new Change(ref, Change.Kind.AMEND, null, other, other)))
          .isEqualTo(ChangeResult.CONFLICT);
      assertThat(change(new Change(ref, Change.Kind.AMEND, null, other, before)))
          .isEqualTo(ChangeResult.CHANGED);
      assertThat(view(id).trace()).isEqualTo(BARE);
      assertThat(amend(id, "untraced", ONCE, null)).isEqualTo(ChangeResult.CHANGED);
      assertThat(view(id).trace()).isNull();
    }
  }

  @Test
  default void trace_countsWhereBytesAreLimited() {
    create(config().build());
    for (int i = 0; i < 3; i++) {
      put(traced("a", TRACE));
    }
    long each = 1 + TYPE + TRACE.traceparent().length() + TRACE.tracestate().length();
    assertThat(messages().take(new Take(Q, 9, 2 * each)).join().messages()).hasSize(2);
  }
}
