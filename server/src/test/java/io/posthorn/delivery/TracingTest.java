package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.Run;
import io.posthorn.message.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final TraceContext TRACE =
      new TraceContext("00-" + TRACE_ID + "-00f067aa0ba902b7-01", "a=1");

  private static Message message(TraceContext trace, long sequence, long deliveries, Run run) {
    return new Message(
        new MessageId(1, sequence),
        0,
        Body.EMPTY,
        null,
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        1,
        deliveries,
        null,
        run,
        Instant.EPOCH,
        trace);
  }

  private static List<Header> sent(Message message, String queue, Header... own) {
    var headers = new ArrayList<>(List.of(own));
    Tracing.add(headers, message, queue);
    return headers;
  }

  @Test
  void attempts_areOfTheTraceEachWithASpanOfItsOwn() {
    Set<String> spans = new HashSet<>(Set.of("00f067aa0ba902b7", "0000000000000000"));
    for (String queue : List.of("q", "other")) {
      for (long sequence = 1; sequence <= 3; sequence++) {
        for (long deliveries = 1; deliveries <= 3; deliveries++) {
          List<Header> headers = sent(message(TRACE, sequence, deliveries, null), queue);
          assertThat(headers).hasSize(2);
          assertThat(headers.get(1)).isEqualTo(new Header("tracestate", "a=1"));
          String parent = headers.get(0).value();
          assertThat(parent).matches("00-" + TRACE_ID + "-[0-9a-f]{16}-01");
          assertThat(spans.add(parent.substring(36, 52))).as(parent).isTrue();
        }
      }
    }
  }

  @Test
  void attempt_hasTheSameSpanWheneverItsRequestIsMade() {
    assertThat(sent(message(TRACE, 1, 1, null), "q"))
        .isEqualTo(sent(message(TRACE, 1, 1, null), "q"));
  }

  @Test
  void messageOfNoTrace_sendsNone() {
    assertThat(sent(message(null, 1, 1, null), "q")).isEmpty();
  }

  @Test
  void runsOfARepeatingTask_sendNone() {
    assertThat(sent(message(TRACE, 1, 1, new Run(0, Instant.EPOCH)), "q")).isEmpty();
  }

  @Test
  void headerThatTheProducerChose_isSentAsItIs() {
    Header own = new Header("TraceParent", "mine");
    assertThat(sent(message(TRACE, 1, 1, null), "q", own)).containsExactly(own);
  }

  @Test
  void stateOfAnotherTrace_isNotSentWithIt() {
    Header other = new Header("Tracestate", "other=1");
    var bare = new TraceContext(TRACE.traceparent(), null);
    assertThat(sent(message(bare, 1, 1, null), "q", other))
        .extracting(Header::name)
        .containsExactly("traceparent");
  }
}
