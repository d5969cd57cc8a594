package io.posthorn.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadGeneratorTest {
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mix.class,
      names = {"LONG_POLL", "RAW"},
      mode = EnumSource.Mode.EXCLUDE)
  void run_playsEveryMixWithoutErrors(Mix mix) throws Exception {
    Content content = Content.of(mix, "q").with(2, 50, mix == Mix.BATCH ? 10 : 1);
    server.queue("q-0").add("first");
    server.queue("q-1").add("first");

    Outcome outcome = run(Traffic.count(4, 40), content);

    assertThat(outcome.details().firstError()).isNull();
    assertThat(outcome.errors()).isZero();
    assertThat(outcome.requests()).isEqualTo(40);
    assertThat(outcome.messages()).isPositive();
    assertThat(server.requests).hasValue(40);
    assertThat(outcome.details().latencies()).isNotEmpty();
  }

  @Test
  void run_putStoresTheMessages() throws Exception {
    run(Traffic.count(3, 30), Content.of(Mix.PUT, "q").with(1, 7, 1));

    assertThat(server.queue("q")).hasSize(30).containsOnly("abcdefg");
  }

  @Test
  void run_batchStoresEachLine() throws Exception {
    Outcome outcome = run(Traffic.count(2, 5), Content.of(Mix.BATCH, "q").with(1, 3, 20));

    assertThat(outcome.messages()).isEqualTo(100);
    assertThat(server.queue("q")).hasSize(100).containsOnly("{\"body\":\"abc\"}");
  }

  @Test
  void run_takeTellsEmptyFromMessages() throws Exception {
    server.queue("q").add("one");
    server.queue("q").add("two");

    Outcome outcome = run(Traffic.count(1, 10), Content.of(Mix.TAKE, "q"));

    assertThat(outcome.messages()).isEqualTo(2);
    assertThat(outcome.empty()).isEqualTo(8);
    assertThat(outcome.details().latencies().get(Operation.TAKE).getTotalCount()).isEqualTo(2);
  }

  @Test
  void run_reserveAckSettlesWhatItReserved() throws Exception {
    server.queue("q").add("one");
    server.queue("q").add("two");

    Outcome outcome = run(Traffic.count(1, 6), Content.of(Mix.RESERVE_ACK, "q"));

    assertThat(server.settled).hasValue(2);
    assertThat(outcome.details().latencies().get(Operation.ACK).getTotalCount()).isEqualTo(2);
    assertThat(outcome.empty()).isEqualTo(2);
  }

  @Test
  void run_longPollMeasuresTheHandOver() throws Exception {
    Traffic traffic = Traffic.open(8, 200, Duration.ofSeconds(1));

    Outcome outcome = run(traffic, Content.of(Mix.LONG_POLL, "q"));

    assertThat(outcome.details().firstError()).isNull();
    // How many were sent is the machine's affair; that none is forgotten is the generator's.
    long put = outcome.details().latencies().get(Operation.PUT).getTotalCount();
    assertThat(put).isPositive();
    assertThat(put + outcome.behind()).isBetween(200L - 8, 200L);
    assertThat(outcome.details().latencies().get(Operation.HAND_OVER).getTotalCount())
        .isBetween(Math.max(1, put - 8), put + 8);
    assertThat(outcome.percentile(Operation.HAND_OVER, 50)).isBetween(1L, 1_500_000_000L);
  }

  @Test
  void run_makesTheQueuesItTakesFrom() throws Exception {
    Outcome outcome = run(Traffic.count(1, 1), Content.of(Mix.TAKE, "q").with(3, 10, 1));

    assertThat(outcome.errors()).isZero();
    assertThat(server.known).isTrue();
  }

  @Test
  void run_openLoopCountsTheWaitOfEveryRequestBehindAStall() throws Exception {
    server.stallAt = 20;
    server.stallMillis = 600;
    Traffic traffic = Traffic.open(1, 100, Duration.ofSeconds(2));

    Outcome outcome = run(traffic, Content.of(Mix.PUT, "q"));

    // About 60 of 200 requests were due during the stall: their wait is the stall's, although none
    // was in flight.
    assertThat(outcome.percentile(Operation.PUT, 95)).isGreaterThan(300_000_000L);
    assertThat(outcome.requests() + outcome.behind()).isBetween(199L, 200L);
  }

  @Test
  void run_closedLoopSeesTheStallOnce() throws Exception {
    server.stallAt = 20;
    server.stallMillis = 600;

    Outcome outcome = run(Traffic.count(1, 200), Content.of(Mix.PUT, "q"));

    assertThat(outcome.percentile(Operation.PUT, 100)).isGreaterThan(500_000_000L);
    assertThat(outcome.percentile(Operation.PUT, 95)).isLessThan(300_000_000L);
  }

  @Test
  void run_openLoopSaysWhatItCouldNotSend() throws Exception {
    server.stallAt = 0;
    server.stallMillis = 5_000;
    Traffic traffic = Traffic.open(1, 100, Duration.ofMillis(500));

    Outcome outcome = run(traffic, Content.of(Mix.PUT, "q"));

    assertThat(outcome.behind()).isBetween(45L, 50L);
  }

  @Test
  void run_withoutKeepAliveConnectsForEachRequest() throws Exception {
    var traffic = new Traffic(4, 2, 0, Duration.ofSeconds(20), 50, false, Duration.ofSeconds(5));

    Outcome outcome = run(traffic, Content.of(Mix.HTTPSQS, "q"));

    assertThat(outcome.details().firstError()).isNull();
    assertThat(outcome.requests()).isEqualTo(50);
  }

  @Test
  void run_countsRefusalsAsErrors() throws Exception {
    server.status = 503;

    Outcome outcome = run(Traffic.count(2, 10), Content.of(Mix.PUT, "q"));

    assertThat(outcome.errors()).isEqualTo(10);
    assertThat(outcome.requests()).isZero();
    assertThat(outcome.details().firstError()).isEqualTo("put answered 503: refused");
  }

  @Test
  void run_countsLateAnswersAsErrors() throws Exception {
    server.stallAt = 0;
    server.stallMillis = 5_000;
    var traffic = new Traffic(1, 1, 0, Duration.ofSeconds(2), 0, true, Duration.ofMillis(100));

    Outcome outcome = run(traffic, Content.of(Mix.PUT, "q"));

    assertThat(outcome.errors()).isEqualTo(1);
    assertThat(outcome.details().firstError()).contains("no answer to put within 100 ms");
    assertThat(outcome.requests()).as("goes on over a new connection").isPositive();
  }

  @Test
  void run_countsDroppedConnectionsAsErrors() throws Exception {
    try (var dropping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var acceptor = new Thread(() -> acceptAndDrop(dropping));
      acceptor.start();
      var endpoint = new Endpoint("127.0.0.1", dropping.getLocalPort(), "");

      Outcome outcome =
          new LoadGenerator(
                  endpoint, Traffic.closed(1, Duration.ofMillis(300)), Content.of(Mix.PUT, "q"))
              .run(progress -> {});

      assertThat(outcome.errors()).isPositive();
      assertThat(outcome.requests()).isZero();
    }
  }

  private static void acceptAndDrop(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private Outcome run(Traffic traffic, Content content) throws Exception {
    return new LoadGenerator(server.endpoint(), traffic, content).run(progress -> {});
  }
}
