package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstRunTest {
  private static final Instant AT = Instant.parse("2026-11-21T07:00:00.123Z");

  @Test
  void firstRun_comesAfterThoseElsewhere() {
    Task task = task(FirstRun.attributes(3, AT));
    assertThat(FirstRun.of(task, new Run(0, AT))).isEqualTo(new Run(3, AT));
  }

  @Test
  void laterRuns_areThoseThatTheEngineCounts() {
    Task task = task(FirstRun.attributes(3, AT));
    assertThat(FirstRun.of(task, new Run(4, AT))).isEqualTo(new Run(4, AT));
    // As after a reset.
    Run again = new Run(0, AT.plusSeconds(10));
    assertThat(FirstRun.of(task, again)).isEqualTo(again);
  }

  @Test
  void taskThatBeganHere_hasNone() {
    assertThat(FirstRun.attributes(0, AT)).isEmpty();
    assertThat(FirstRun.of(Task.to("http://h/"), new Run(0, AT))).isEqualTo(new Run(0, AT));
  }

  private static Task task(Map<String, String> attributes) {
    return new Task("http://h/", null, List.of(), null, null, null, null, false, null, attributes);
  }
}
