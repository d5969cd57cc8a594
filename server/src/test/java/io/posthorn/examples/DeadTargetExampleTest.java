package io.posthorn.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.examples.Receiver.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A change is to reach three data centres, one of which is down. */
@Timeout(240)
class DeadTargetExampleTest {
  private static final List<String> QUEUES = List.of("north", "south", "east");

  @TempDir Path folder;

  @Test
  void deadForAnHour_theOthersSeeNoDelay_thenItReceivesEverythingInOrder() throws IOException {
    int changes = 360;
    try (TimedServer posthorn = new TimedServer();
        Receiver north = Receiver.start(posthorn.clock);
        Receiver south = Receiver.start(posthorn.clock);
        Receiver east = Receiver.start(posthorn.clock)) {
      topic(posthorn.api, north, south, east);
      east.die();
      List<Instant> published = new ArrayList<>();
      for (int i = 0; i < changes; i++) {
        published.add(posthorn.clock.instant());
        publish(posthorn.api, i);
        // Time stands still until it has arrived at the two.
        posthorn.settle("north", "south");
        posthorn.pass(ofSeconds(10), "north", "south");
      }
      for (Receiver alive : List.of(north, south)) {
        assertThat(alive.received()).extracting(Received::at).isEqualTo(published);
        assertThat(alive.bodies()).isEqualTo(bodies(changes));
      }
      assertThat(east.count()).isZero();
      assertThat(posthorn.api.count("east", "dead")).isZero();

      east.comeBack();
      await()
          .pollInterval(ofMillis(20))
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                posthorn.pass(ofSeconds(10));
                return east.count() >= changes;
              });
      posthorn.settle("east");
      assertThat(east.bodies()).isEqualTo(bodies(changes));
    }
  }

  @Test
  void deadForFiveSeconds_ofTheRealClock() {
    try (RunningServer posthorn = new RunningServer(folder);
        Receiver north = Receiver.start(InstantSource.system());
        Receiver south = Receiver.start(InstantSource.system());
        Receiver east = Receiver.start(InstantSource.system())) {
      topic(posthorn.api, north, south, east);
      east.die();
      Instant died = Instant.now();
      int published = 0;
      while (Duration.between(died, Instant.now()).compareTo(ofSeconds(5)) < 0) {
        publish(posthorn.api, published++);
        int expected = published;
        // Far below the seconds for which the third is away.
        await()
            .pollInterval(ofMillis(5))
            .atMost(ofSeconds(2))
            .until(() -> north.count() == expected && south.count() == expected);
      }
      assertThat(east.count()).isZero();

      east.comeBack();
      int expected = published;
      await()
          .atMost(ofSeconds(60))
          .until(() -> posthorn.api.count("east", "ackedTotal") == expected);
      for (Receiver each : List.of(north, south, east)) {
        assertThat(each.bodies()).isEqualTo(bodies(published));
      }
    }
  }

  private static void topic(Api api, Receiver... receivers) {
    for (int i = 0; i < receivers.length; i++) {
      api.queue(
          QUEUES.get(i),
          """
          {"mode":"push","ordered":true,"target":{"url":"%s"},"retry":{"maxAttempts":0,"cap":"1m"}}
          """
              .formatted(receivers[i].url("/change")));
    }
    String members = "{\"queues\":[\"" + String.join("\",\"", QUEUES) + "\"]}";
    assertThat(api.put("/v1/topics/changes", members).status()).isEqualTo(201);
  }

  private static void publish(Api api, int number) {
    assertThat(api.post("/v1/topics/changes/messages", "change " + number).status()).isEqualTo(201);
  }

  private static List<String> bodies(int count) {
    return IntStream.range(0, count).mapToObj(i -> "change " + i).toList();
  }
}
