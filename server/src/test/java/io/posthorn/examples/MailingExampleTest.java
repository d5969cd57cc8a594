package io.posthorn.examples;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.examples.Api.Answer;
import io.posthorn.examples.Receiver.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many mails at once: the page that causes them does not wait, the mailer is not flooded. */
@Timeout(240)
class MailingExampleTest {
  private static final int A_REQUEST = 1_000;

  @TempDir Path folder;

  @Test
  void tenThousandMails_arePostedWhileThePageAnswersAtOnce() {
    int mails = 10_000;
    try (RunningServer posthorn = new RunningServer(folder);
        Receiver mailer = Receiver.needing(ofMillis(50), InstantSource.system())) {
      posthorn.api.queue("mails", target(mailer, "\"maxConcurrency\":100"));
      for (int first = 0; first < mails; first += A_REQUEST) {
        post(posthorn.api, "mails", first, A_REQUEST, "");
      }
      // The page has its answer: all mails are on disk. The mailer needs seconds for them.
      assertThat(posthorn.api.count("mails", "ackedTotal")).isLessThan(mails);
      assertThat(posthorn.api.count("mails", "enqueuedTotal")).isEqualTo(mails);

      await()
          .atMost(Duration.ofSeconds(120))
          .until(() -> posthorn.api.count("mails", "ackedTotal") == mails);
      assertThat(mailer.bodies())
          .as("each mail once")
          .containsExactlyInAnyOrderElementsOf(bodies(mails));
    }
  }

  @Test
  void templateMessage_goesTo20000UsersAtTheTimeGiven_atTheRateGiven() throws IOException {
    int users = 20_000;
    int rate = 1_000;
    try (TimedServer posthorn = new TimedServer();
        Receiver platform = Receiver.start(posthorn.clock)) {
      Instant eight = posthorn.clock.instant().plus(ofHours(8));
      posthorn.api.queue(
          "templates",
          target(
              platform,
              "\"maxConcurrency\":100,\"rateLimit\":{\"permits\":"
                  + rate
                  + ",\"per\":\"1s\",\"burst\":"
                  + rate
                  + "}"));
      for (int first = 0; first < users; first += A_REQUEST) {
        post(posthorn.api, "templates", first, A_REQUEST, ",\"visibleAt\":\"" + eight + "\"");
      }
      posthorn.pass(ofHours(8).minus(ofMillis(1)), "templates");
      assertThat(platform.count()).isZero();
      posthorn.pass(ofMillis(1));
      for (int sent = rate; sent <= users; sent += rate) {
        int expected = sent;
        await()
            .atMost(ofSeconds(60))
            .until(() -> posthorn.api.count("templates", "ackedTotal") >= expected);
        posthorn.pass(ofSeconds(1));
      }

      assertThat(platform.bodies()).containsExactlyInAnyOrderElementsOf(bodies(users));
      Map<Instant, Long> bySecond =
          platform.received().stream()
              .collect(Collectors.groupingBy(Received::at, Collectors.counting()));
      assertThat(bySecond).hasSize(users / rate).containsKey(eight);
      assertThat(bySecond.values()).containsOnly((long) rate);
    }
  }

  private static String target(Receiver receiver, String more) {
    return "{\"mode\":\"push\",\"target\":{\"url\":\""
        + receiver.url("/send")
        + "\"},"
        + more
        + "}";
  }

  private static void post(Api api, String queue, int first, int count, String more) {
    String tasks =
        IntStream.range(first, first + count)
            .mapToObj(i -> "{\"body\":\"to user " + i + "\"" + more + "}\n")
            .collect(Collectors.joining());
    Answer answer =
        api.post("/v1/queues/" + queue + "/tasks/batch", tasks, "Content-Type", Api.NDJSON);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.json().path("messages")).hasSize(count);
  }

  private static List<String> bodies(int count) {
    return IntStream.range(0, count).mapToObj(i -> "to user " + i).toList();
  }
}
