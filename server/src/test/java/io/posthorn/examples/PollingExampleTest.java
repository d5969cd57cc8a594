package io.posthorn.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.examples.Receiver.Received;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many accounts are polled, each at the pace it deserves: its last answer sets it. */
@Timeout(120)
class PollingExampleTest {
  private final Map<String, Integer> polled = new ConcurrentHashMap<>();

  @Test
  void accounts_arePolledAtThePaceOfTheirAnswers() throws IOException {
    try (TimedServer posthorn = new TimedServer();
        Receiver poller = Receiver.answering(posthorn.clock, this::poll)) {
      String tasks =
          Stream.of("busy", "quiet", "closing", "waking")
              .map(
                  account ->
                      "{\"url\":\""
                          + poller.url("/poll/" + account)
                          + "\",\"key\":\""
                          + account
                          + "\",\"repeat\":{\"adaptive\":{\"step\":\"10s\",\"max\":\"1m\"}}}\n")
              .collect(Collectors.joining());
      assertThat(
              posthorn
                  .api
                  .post("/v1/queues/accounts/tasks/batch", tasks, "Content-Type", Api.NDJSON)
                  .status())
          .isEqualTo(201);
      posthorn.settle("accounts");
      posthorn.pass(ofMinutes(10), ofSeconds(5), "accounts");

      assertThat(pauses(poller, "busy")).hasSize(60).containsOnly(10L);
      assertThat(pauses(poller, "quiet"))
          .containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 60L, 60L, 60L, 60L, 60L, 60L);
      assertThat(pauses(poller, "waking")).startsWith(10L, 20L, 30L, 10L, 10L, 20L, 30L);
      assertThat(pauses(poller, "closing")).containsExactly(10L, 20L);

      // What answered done is done; the others go on under their keys.
      String messages = "/v1/queues/accounts/messages/key:";
      assertThat(posthorn.api.get(messages + "closing").status()).isEqualTo(404);
      assertThat(posthorn.api.get(messages + "quiet").json().at("/run/number").asInt())
          .isEqualTo(13);
    }
  }

  /** The application: something new, nothing new, or an account that is gone. */
  private String poll(Received request) {
    int polls = polled.merge(request.path(), 1, Integer::sum);
    return switch (request.path()) {
      case "/poll/busy" -> "reset";
      case "/poll/closing" -> polls == 3 ? "done" : "nothing";
      case "/poll/waking" -> polls == 4 ? "reset" : "nothing";
      default -> "nothing";
    };
  }

  /** Seconds between the polls of {@code account}. */
  private static List<Long> pauses(Receiver poller, String account) {
    List<Received> polls =
        poller.received().stream()
            .filter(request -> request.path().equals("/poll/" + account))
            .toList();
    List<Long> pauses = new ArrayList<>();
    IntStream.range(1, polls.size())
        .mapToObj(i -> Duration.between(polls.get(i - 1).at(), polls.get(i).at()).toSeconds())
        .forEach(pauses::add);
    return pauses;
  }
}
