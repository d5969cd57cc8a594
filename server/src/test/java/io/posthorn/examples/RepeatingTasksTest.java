package io.posthorn.examples;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.examples.Receiver.Received;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Schedules as an application sees them, from the first request to the calls. It is midnight when
 * each test begins.
 */
@Timeout(120)
class RepeatingTasksTest {
  private static final String TASK = "/v1/queues/jobs/messages/key:job";

  private TimedServer posthorn;
  private Receiver receiver;

  /** As long as it is closed, calls to {@code /slow} are not answered. */
  private volatile CountDownLatch gate = new CountDownLatch(0);

  @BeforeEach
  void start() throws IOException {
    posthorn = new TimedServer();
    receiver = Receiver.answering(posthorn.clock, this::answer);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    posthorn.close();
    receiver.close();
  }

  @Test
  void missedRuns_fireOnce_andKeepTheGrid() {
    repeat("/run", "{\"cron\":\"0 * * * *\"}");
    posthorn.pass(ofHours(1), "jobs");
    assertThat(receiver.count()).isEqualTo(1);

    // Until half past six nobody woke: of five missed runs one is made up for.
    posthorn.pass(ofMinutes(330), "jobs");
    assertThat(receiver.count()).isEqualTo(2);
    assertThat(nextRun()).isEqualTo("2026-01-01T07:00:00Z");

    posthorn.pass(ofMinutes(29), "jobs");
    assertThat(receiver.count()).isEqualTo(2);
    posthorn.pass(ofMinutes(1), "jobs");
    assertThat(receiver.count()).isEqualTo(3);
    String id = id();
    assertThat(receiver.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .allSatisfy(run -> assertThat(run).startsWith(id + "-"));
    assertThat(task().at("/run/number").asInt()).isEqualTo(3);
    assertThat(task().path("attempts")).hasSize(3);
  }

  @Test
  void every_runsOnItsOwnGrid() {
    posthorn.pass(ofMinutes(7));
    repeat("/run", "{\"every\":\"10m\"}");
    posthorn.pass(ofMinutes(45), ofMinutes(1), "jobs");
    assertThat(receiver.received())
        .extracting(Received::at)
        .containsExactly(at("00:17"), at("00:27"), at("00:37"), at("00:47"));
  }

  @Test
  void pausedTask_rests_andGoesOnAtTheNextTimeOfItsSchedule() {
    repeat("/run", "{\"cron\":\"0 * * * *\"}");
    posthorn.pass(ofHours(1), "jobs");
    verb("pause");
    posthorn.pass(ofMinutes(330), ofMinutes(30), "jobs");
    assertThat(receiver.count()).isEqualTo(1);
    assertThat(task().path("paused").asBoolean()).isTrue();

    verb("resume");
    assertThat(nextRun()).isEqualTo("2026-01-01T07:00:00Z");
    posthorn.pass(ofMinutes(30), "jobs");
    assertThat(receiver.count()).isEqualTo(2);
  }

  @Test
  void pausedDuringItsRun_endsTheRun_andRests() {
    beginSlowRun();
    verb("pause");
    endRun();
    posthorn.pass(ofHours(5), ofMinutes(30), "jobs");
    assertThat(receiver.count()).isEqualTo(1);

    verb("resume");
    posthorn.pass(ofHours(1), ofMinutes(30), "jobs");
    assertThat(receiver.count()).isEqualTo(2);
  }

  @Test
  void cancelledDuringItsRun_neverRunsAgain() {
    beginSlowRun();
    assertThat(posthorn.api.delete(TASK).status()).isEqualTo(204);
    gate.countDown();
    posthorn.pass(ofHours(5), ofMinutes(30), "jobs");
    assertThat(receiver.count()).isEqualTo(1);
    assertThat(posthorn.api.get(TASK).status()).isEqualTo(404);
  }

  @Test
  void replacedDuringItsRun_runsAsTheNewTask_underTheSameId() {
    beginSlowRun();
    String id = id();
    repeat("/new", "{\"cron\":\"0 * * * *\"}");
    endRun();
    posthorn.pass(ofHours(2), ofMinutes(30), "jobs");
    assertThat(receiver.received())
        .extracting(Received::path)
        .containsExactly("/slow", "/new", "/new");
    assertThat(id()).isEqualTo(id);
  }

  @Test
  void runNow_isOutOfTurn_andTheGridStays() {
    repeat("/run", "{\"cron\":\"0 * * * *\"}");
    posthorn.pass(ofMinutes(20));
    verb("run");
    posthorn.settle("jobs");
    assertThat(receiver.count()).isEqualTo(1);
    assertThat(nextRun()).isEqualTo("2026-01-01T01:00:00Z");
    posthorn.pass(ofMinutes(40), "jobs");
    assertThat(receiver.count()).isEqualTo(2);
  }

  @Test
  void runs_ofOneTaskNeverOverlap() {
    gate = new CountDownLatch(1);
    repeat("/slow", "{\"every\":\"1s\"}");
    posthorn.pass(ofSeconds(1));
    await().until(() -> receiver.count() == 1);
    posthorn.pass(ofSeconds(10), ofSeconds(1));
    assertThat(receiver.count()).isEqualTo(1);
    endRun();

    assertThat(nextRun()).as("after its end").isEqualTo("2026-01-01T00:00:12Z");
    posthorn.pass(ofMillis(999), "jobs");
    assertThat(receiver.count()).isEqualTo(1);
    posthorn.pass(ofMillis(1), "jobs");
    assertThat(receiver.count()).isEqualTo(2);
  }

  private String answer(Received request) {
    if (request.path().equals("/slow")) {
      try {
        assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return "ok";
  }

  /** At one o'clock a run begins that lasts until {@link #endRun}. */
  private void beginSlowRun() {
    gate = new CountDownLatch(1);
    repeat("/slow", "{\"cron\":\"0 * * * *\"}");
    posthorn.pass(ofHours(1));
    await().until(() -> receiver.count() == 1);
  }

  private void endRun() {
    gate.countDown();
    await().until(() -> !task().path("state").asText().equals("leased"));
  }

  private void repeat(String path, String repeat) {
    Api.Answer answer =
        posthorn.api.put(
            "/v1/queues/jobs/tasks/job",
            "{\"url\":\"" + receiver.url(path) + "\",\"repeat\":" + repeat + "}");
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private void verb(String verb) {
    Api.Answer answer = posthorn.api.post(TASK + "/" + verb, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private JsonNode task() {
    return posthorn.api.get(TASK).json();
  }

  private String id() {
    return task().path("id").asText();
  }

  private String nextRun() {
    return Instant.parse(task().at("/run/scheduledAt").asText()).toString();
  }

  private static Instant at(String time) {
    return Instant.parse("2026-01-01T" + time + ":00Z");
  }
}
