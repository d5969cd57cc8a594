package io.posthorn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random expressions fire when another implementation, cron-utils, says so. */
class CronOracleTest {
  private static final Instant EPOCH_2026 = Instant.parse("2026-01-01T00:00:00Z");
  private static final int EXPRESSIONS = 400;

  private final Random random = new Random(42);
  private final CronParser oracle =
      new CronParser(
          CronDefinitionBuilder.defineCron()
              .withMinutes()
              .and()
              .withHours()
              .and()
              .withDayOfMonth()
              .supportsL()
              .and()
              .withMonth()
              .and()
              .withDayOfWeek()
              .withValidRange(0, 7)
              .withMondayDoWValue(1)
              .withIntMapping(7, 0)
              .and()
              .instance());

  @Test
  void next_agrees() {
    for (int i = 0; i < EXPRESSIONS; i++) {
      String expression = expression();
      var expected = ExecutionTime.forCron(oracle.parse(expression));
      var slots = new CronSlots(CronExpression.parse(expression), ZoneOffset.UTC);
      Instant now = EPOCH_2026.plusSeconds(random.nextInt(100_000_000));
      for (int slot = 0; slot < 3; slot++) {
        var next = slots.after(now);
        assertThat(next)
            .as("%s after %s", expression, now)
            .isEqualTo(expected.nextExecution(now.atZone(ZoneOffset.UTC)).map(z -> z.toInstant()));
        if (next.isEmpty()) {
          break;
        }
        now = next.get();
      }
    }
  }

  private String expression() {
    String dayOfMonth = random.nextInt(8) == 0 ? "L" : field(1, 28);
    String dayOfWeek = field(0, 6);
    // With these, crontab wants both days to match where the oracle takes either.
    boolean differs = dayOfMonth.startsWith("*/") || dayOfWeek.startsWith("*/");
    return String.join(
        " ", field(0, 59), field(0, 23), dayOfMonth, field(1, 12), differs ? "*" : dayOfWeek);
  }

  private String field(int min, int max) {
    int low = min + random.nextInt(max - min + 1);
    int high = low + random.nextInt(max - low + 1);
    return switch (random.nextInt(6)) {
      case 0 -> Integer.toString(low);
      case 1 -> low + "-" + high;
      case 2 -> low + "," + high;
      case 3 -> "*/" + (1 + random.nextInt(max - 1));
      default -> "*";
    };
  }
}
