package io.posthorn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.Body;
import io.posthorn.message.Repeat;
import io.posthorn.message.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          61 * * * *        | '61' for minutes (expected: 0 to 59
          60 * * * * *      | '60' for seconds
          * 24 * * *        | '24' for hours (expected: 0 to 23
          * * 0 * *         | '0' for days of the month (expected: 1 to 31
          * * * 13 *        | '13' for months (expected: 1 to 12, or JAN to DEC
          * * * * 8         | '8' for days of the week (expected: 0 to 7, or SUN to SAT
          * * * * MON-      | 'MON-' for days of the week
          * * * * MON#6     | 'MON#6' for days of the week
          * * * * L         | 'L' for days of the week
          * * 32W * *       | '32W' for days of the month
          * * L-x * *       | 'L-X' for days of the month
          1,,2 * * * *      | '' for minutes
          -1 * * * *        | '-1' for minutes
          */0 * * * *       | '*/0' for minutes
          */60 * * * *      | '*/60' for minutes
          1/2/3 * * * *     | '1/2/3' for minutes
          ? * * * *         | '?' for minutes
          999999999999 * * * * | '999999999999' for minutes
          a b c d e         | 'A' for minutes
          * * * *           | (expected: 5 fields, 6 with seconds first, or a nickname)
          * * * * * * *     | (expected: 5 fields, 6 with seconds first, or a nickname)
          @never            | (expected: 5 fields, 6 with seconds first, or a nickname)
          @every            | (expected: @every and a duration of at least 1s)
          @every 10 minutes | (expected: @every and a duration of at least 1s)
          @every 10ms       | (expected: @every and a duration of at least 1s)
          """)
  void cron_refusesWhatIsNone(String expression, String sentence) {
    assertThatThrownBy(() -> Schedule.cron(expression, ZoneOffset.UTC, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("repeat.cron: '" + expression + "'")
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\u0000", "* * * * \u2014"})
  void cron_refusesWhatHardlyIsText(String expression) {
    assertThatThrownBy(() -> Schedule.cron(expression, ZoneOffset.UTC, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("repeat.cron: '");
  }

  @Test
  void zone_namesWhatDoesNotExist() {
    assertThat(Schedule.zone("Asia/Shanghai")).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThatThrownBy(() -> Schedule.zone("Mars/Olympus"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "repeat.zone: 'Mars/Olympus' (expected: a time zone like Europe/Berlin or +08:00)");
    assertThatThrownBy(() -> Schedule.zone("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cron_readsEvery() {
    assertThat(Schedule.cron("@every 10m", ZoneOffset.UTC, NOW))
        .isEqualTo(new Repeat.Every(Duration.ofMinutes(10), NOW));
    assertThat(Schedule.cron(" 0 9 * * MON-FRI ", ZoneOffset.UTC, NOW))
        .isEqualTo(new Repeat.Cron("0 9 * * MON-FRI", ZoneOffset.UTC));
  }

  @Test
  void first_isEmptyWhenItNeverFires() {
    assertThat(Schedule.first(cron("0 0 30 2 *"), NOW)).isEmpty();
    assertThat(Schedule.first(cron("0 0 31 4,6,9,11 *"), NOW)).isEmpty();
    assertThat(Schedule.first(cron("* * 30 2 *"), NOW)).isEmpty();
  }

  @Test
  void first_isTheFirstSlot() {
    var every = new Repeat.Every(Duration.ofMinutes(10), NOW);
    assertThat(Schedule.first(cron("0 * * * *"), NOW)).contains(NOW.plusSeconds(3600));
    assertThat(Schedule.first(every, NOW)).contains(NOW);
    assertThat(Schedule.first(every, NOW.minusSeconds(99))).contains(NOW);
    assertThat(Schedule.first(every, NOW.plusMillis(1))).contains(NOW.plusSeconds(600));
    assertThat(Schedule.first(adaptive(1, 0), NOW)).contains(NOW);
  }

  @Test
  void next_skipsWhatWasMissedAndKeepsTheGrid() {
    var every = new Repeat.Every(Duration.ofMinutes(10), NOW);
    Run finished = new Run(3, NOW);
    Instant late = NOW.plusSeconds(3 * 3600 + 61);
    assertThat(Schedule.next(every, finished, late))
        .contains(new Run(4, NOW.plusSeconds(3 * 3600 + 600)));
    assertThat(Schedule.next(cron("0 * * * *"), finished, late))
        .contains(new Run(4, NOW.plusSeconds(4 * 3600)));
  }

  @Test
  void next_neverRunsASlotAgainWhenTheClockIsSetBack() {
    Run finished = new Run(0, NOW);
    Instant before = NOW.minusSeconds(5);
    var every = new Repeat.Every(Duration.ofMinutes(10), NOW);
    assertThat(Schedule.next(cron("0 12 * * *"), finished, before))
        .contains(new Run(1, NOW.plusSeconds(86_400)));
    assertThat(Schedule.next(every, finished, before)).contains(new Run(1, NOW.plusSeconds(600)));
  }

  @Test
  void next_isEmptyWhenNoSlotIsLeft() {
    assertThat(Schedule.next(cron("0 0 30 2 *"), new Run(0, NOW), NOW)).isEmpty();
  }

  @Test
  void nextAdaptive_growsUpToTheMostAndStartsOver() {
    Repeat.Adaptive repeat = adaptive(2, 5);
    Run run = new Run(0, NOW);
    List<Long> pauses = new ArrayList<>();
    for (Answer answer :
        List.of(
            Answer.OTHER,
            Answer.OTHER,
            Answer.OTHER,
            Answer.OTHER,
            Answer.RESET,
            Answer.OTHER,
            Answer.OTHER)) {
      Run next = Schedule.nextAdaptive(repeat, run, answer, NOW).orElseThrow();
      pauses.add(Duration.between(NOW, next.scheduledAt()).toSeconds());
      run = next;
    }
    assertThat(pauses).containsExactly(2L, 4L, 5L, 5L, 2L, 2L, 4L);
    assertThat(run.number()).isEqualTo(2);
    assertThat(Schedule.nextAdaptive(repeat, run, Answer.DONE, NOW)).isEmpty();
  }

  @Test
  void nextAdaptive_withoutCap_staysWithinReason() {
    Run old = new Run(Long.MAX_VALUE - 1, NOW);
    assertThat(Schedule.nextAdaptive(adaptive(3600, 0), old, Answer.OTHER, NOW))
        .contains(new Run(Long.MAX_VALUE, NOW.plus(Schedule.LONGEST_PAUSE)));
    assertThat(Schedule.nextAdaptive(adaptive(60, 0), new Run(99, NOW), Answer.OTHER, NOW))
        .contains(new Run(100, NOW.plusSeconds(6000)));
  }

  @ParameterizedTest
  @CsvSource({"done,DONE", "reset,RESET", "Done,OTHER", "'done\n',OTHER", "' reset',OTHER"})
  void answer_comparesBytes(String body, Answer answer) {
    assertThat(Answer.of(Body.ofUtf8(body))).isEqualTo(answer);
    assertThat(Answer.of(Body.EMPTY)).isEqualTo(Answer.OTHER);
  }

  private static Repeat cron(String expression) {
    return Schedule.cron(expression, ZoneOffset.UTC, NOW);
  }

  private static Repeat.Adaptive adaptive(int step, int max) {
    return new Repeat.Adaptive(Duration.ofSeconds(step), Duration.ofSeconds(max));
  }
}
