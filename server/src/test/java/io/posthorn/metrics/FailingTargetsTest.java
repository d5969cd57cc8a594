package io.posthorn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.QueueName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailingTargetsTest {
  private static final QueueName QUEUE = QueueName.of("q");

  private Instant now = Instant.parse("2026-11-21T07:00:00Z");
  private final FailingTargets targets = new FailingTargets(() -> now);

  @Test
  void open_countsACircuitAlsoWhileItIsProbed_andWhileRetriesWait() {
    targets.failed("http://a/", QUEUE, "timeout", 0, true, 1_000);
    targets.failed("http://b/", QUEUE, "timeout", 0, false, 0);
    for (int minute = 0; minute < 30; minute++) {
      assertThat(targets.open()).as("minute %d", minute).isEqualTo(1);
      now = now.plus(Duration.ofMinutes(1));
    }
    targets.failed("http://a/", QUEUE, "timeout", 0, true, -1);
    assertThat(targets.open()).isEqualTo(1);
    targets.succeeded("http://a/");
    assertThat(targets.open()).isZero();
    assertThat(targets.size()).isEqualTo(1);
  }

  @Test
  void targets_areForgottenAfterAnHour_thoughNobodyLooksAtThem() {
    targets.failed("http://a/", QUEUE, "timeout", 0, true, 60_000);
    now = now.plus(Duration.ofMinutes(59));
    targets.failed("http://b/", QUEUE, "timeout", 0, true, 60_000);
    now = now.plus(Duration.ofMinutes(2));
    assertThat(targets.open()).isEqualTo(1);
    assertThat(targets.size()).isEqualTo(1);
    now = now.plus(Duration.ofHours(1));
    assertThat(targets.size()).isZero();
  }
}
