package io.posthorn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the wall clock jumps, and where months and years end. */
class CronSlotsTest {
  private static final String BERLIN = "Europe/Berlin";

  @Test
  void fixedTime_inTheGap_runsOnceAtItsEnd() {
    assertThat(slots("30 2 * * *", BERLIN, "2026-03-28T00:00:00+01:00", 3))
        .containsExactly(
            "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
  }

  @Test
  void severalFixedTimes_inTheGap_runOnceTogether() {
    assertThat(slots("0,20,40 2,3 * * *", BERLIN, "2026-03-29T01:00:00+01:00", 3))
        .containsExactly(
            "2026-03-29T03:00+02:00", "2026-03-29T03:20+02:00", "2026-03-29T03:40+02:00");
  }

  @Test
  void everySecondHour_isNotLeftOutByTheGap() {
    assertThat(slots("0 */2 * * *", BERLIN, "2026-03-29T00:00:00+01:00", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
  }

  @Test
  void fixedTime_shownTwice_runsTheFirstTime() {
    assertThat(slots("30 2 * * *", BERLIN, "2026-10-24T12:00:00+02:00", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    // From within the second showing.
    assertThat(slots("30 2 * * *", BERLIN, "2026-10-25T02:10:00+01:00", 1))
        .containsExactly("2026-10-26T02:30+01:00");
    assertThat(slots("0 3 * * *", BERLIN, "2026-10-25T02:40:00+02:00", 1))
        .containsExactly("2026-10-25T03:00+01:00");
  }

  @Test
  void everyHour_keepsItsRhythmWhereTheClockJumps() {
    assertThat(slots("15 * * * *", BERLIN, "2026-03-29T01:00:00+01:00", 2))
        .containsExactly("2026-03-29T01:15+01:00", "2026-03-29T03:15+02:00");
    assertThat(slots("15 * * * *", BERLIN, "2026-10-25T01:30:00+02:00", 3))
        .containsExactly(
            "2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00", "2026-10-25T03:15+01:00");
    assertThat(slots("0 * * * *", BERLIN, "2026-10-25T02:00:00+02:00", 2))
        .containsExactly("2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00");
  }

  @Test
  void everyMinute_isAMinuteApartAllDay() {
    for (String day : List.of("2026-03-29T00:00:00+01:00", "2026-10-25T00:00:00+02:00")) {
      Instant now = ZonedDateTime.parse(day).toInstant();
      for (int i = 0; i < 1500; i++) {
        Instant next = next("* * * * *", BERLIN, now);
        assertThat(next).isEqualTo(now.plusSeconds(60));
        now = next;
      }
    }
  }

  @Test
  void zonesWithHalfHours_areReadAsTheyAre() {
    assertThat(slots("0 9 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", 1))
        .containsExactly("2026-01-01T09:00+05:30");
    assertThat(slots("0 0 * * *", "Asia/Kathmandu", "2026-01-01T00:00:00Z", 1))
        .containsExactly("2026-01-02T00:00+05:45");
    // Lord Howe's clock jumps by half an hour, from 02:00 to 02:30 and back.
    assertThat(slots("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2))
        .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
    assertThat(slots("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", 2))
        .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
  }

  @Test
  void midnightThatIsLeftOut_runsAtOne() {
    assertThat(slots("0 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00+02:00", 2))
        .containsExactly("2026-04-24T01:00+03:00", "2026-04-25T00:00+03:00");
  }

  @Test
  void aDayThatIsLeftOut_runsAtItsEnd() {
    // Apia had no 30 December 2011.
    assertThat(slots("0 12 30 12 *", "Pacific/Apia", "2011-12-29T00:00:00-10:00", 1))
        .containsExactly("2011-12-31T00:00+14:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          59 23 31 12 *   | 2026-12-31T23:59:00Z | 2027-12-31T23:59Z
          0 0 1 1 *       | 2026-12-31T23:59:59Z | 2027-01-01T00:00Z
          0 0 29 2 *      | 2026-01-01T00:00:00Z | 2028-02-29T00:00Z
          0 0 29 2 *      | 2096-03-01T00:00:00Z | 2104-02-29T00:00Z
          0 0 */2 * MON   | 2026-11-01T00:00:00Z | 2026-11-09T00:00Z
          0 0 31 4,6 *    | 2026-01-01T00:00:00Z |
          0 0 30 2 *      | 2026-01-01T00:00:00Z |
          0 0 29 2 MON#5  | 2026-01-01T00:00:00Z | 2028-02-29T00:00Z
          0 0 ? 2 MON#5   | 2072-03-01T00:00:00Z | 2112-02-29T00:00Z
          0 0 L 2 *       | 2027-03-01T00:00:00Z | 2028-02-29T00:00Z
          0 0 L-3 * *     | 2026-02-01T00:00:00Z | 2026-02-25T00:00Z
          0 0 LW * *      | 2026-02-01T00:00:00Z | 2026-02-27T00:00Z
          0 0 31W * *     | 2026-02-01T00:00:00Z | 2026-03-31T00:00Z
          0 0 1W 8 *      | 2026-02-01T00:00:00Z | 2026-08-03T00:00Z
          0 0 15W 11 *    | 2026-02-01T00:00:00Z | 2026-11-16T00:00Z
          0 0 31W 5 *     | 2026-02-01T00:00:00Z | 2026-05-29T00:00Z
          0 0 * * 5L      | 2026-11-01T00:00:00Z | 2026-11-27T00:00Z
          0 0 * * MON#2   | 2026-11-10T00:00:00Z | 2026-12-14T00:00Z
          0 0 * * 7       | 2026-11-21T00:00:00Z | 2026-11-22T00:00Z
          0 0 * * SAT-MON | 2026-11-22T00:00:00Z | 2026-11-23T00:00Z
          0 0 * * 5-7     | 2026-11-23T00:00:00Z | 2026-11-27T00:00Z
          0 0 * * 0-7     | 2026-11-23T00:00:00Z | 2026-11-24T00:00Z
          0 9 * * mon-fri | 2026-11-20T09:00:00Z | 2026-11-23T09:00Z
          0 22-2 * * *    | 2026-11-20T23:30:00Z | 2026-11-21T00:00Z
          0 0 13 * 5      | 2026-11-14T00:00:00Z | 2026-11-20T00:00Z
          0 0 13 * ?      | 2026-11-14T00:00:00Z | 2026-12-13T00:00Z
          */20 * * * * *  | 2026-11-14T00:00:05Z | 2026-11-14T00:00:20Z
          5/15 * * * *    | 2026-11-14T00:51:00Z | 2026-11-14T01:05Z
          10-20/5 * * * * | 2026-11-14T00:20:00Z | 2026-11-14T01:10Z
          0 0 1 FEB,nov * | 2026-11-14T00:00:00Z | 2027-02-01T00:00Z
          @yearly         | 2026-11-14T00:00:00Z | 2027-01-01T00:00Z
          @monthly        | 2026-11-14T00:00:00Z | 2026-12-01T00:00Z
          @Weekly         | 2026-11-14T00:00:00Z | 2026-11-15T00:00Z
          @daily          | 2026-11-14T00:00:00Z | 2026-11-15T00:00Z
          @hourly         | 2026-11-14T00:00:00Z | 2026-11-14T01:00Z
          """)
  void next_isTheFirstTimeNamedAfterwards(String expression, String after, String expected) {
    var slot = new CronSlots(CronExpression.parse(expression), ZoneId.of("UTC"));
    var next = slot.after(Instant.parse(after));
    assertThat(next.map(at -> at.atZone(ZoneId.of("Z")).toString()).orElse(null))
        .isEqualTo(expected);
  }

  private static List<String> slots(String expression, String zone, String from, int count) {
    Instant now = ZonedDateTime.parse(from).toInstant();
    List<String> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      now = next(expression, zone, now);
      slots.add(now.atZone(ZoneId.of(zone)).toOffsetDateTime().toString());
    }
    return slots;
  }

  private static Instant next(String expression, String zone, Instant now) {
    return new CronSlots(CronExpression.parse(expression), ZoneId.of(zone))
        .after(now)
        .orElseThrow();
  }
}
