package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.posthorn.delivery.TargetLimit.Ending;
import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetLimitTest {
  private final TargetLimit limit = new TargetLimit(100);
  private long now = 1_000_000;

  @Test
  void limit_beginsWithFour() {
    assertThat(limit.room(now)).isEqualTo(4);
    begin(4);
    assertThat(limit.room(now)).isZero();
    assertThat(new TargetLimit(2).room(now)).isEqualTo(2);
    assertThatIllegalArgumentException().isThrownBy(() -> new TargetLimit(0));
  }

  @Test
  void success_addsOneUpToTheBound() {
    oneAfterTheOther(Ending.SUCCESS, 3);
    assertThat(limit.room(now)).isEqualTo(7);
    oneAfterTheOther(Ending.SUCCESS, 200);
    assertThat(limit.room(now)).isEqualTo(100);
  }

  @Test
  void overload_halvesDownToOne() {
    oneAfterTheOther(Ending.SUCCESS, 12);
    oneAfterTheOther(Ending.OVERLOADED, 1);
    assertThat(limit.room(now)).isEqualTo(8);
    oneAfterTheOther(Ending.OVERLOADED, 10);
    assertThat(limit.room(now)).isEqualTo(1);
  }

  @Test
  void overloadOfManyAtOnce_halvesOnce() {
    oneAfterTheOther(Ending.SUCCESS, 12);
    long beganAt = now;
    begin(16);
    now += 10;
    for (int i = 0; i < 16; i++) {
      limit.end(beganAt, now, Ending.OVERLOADED);
    }
    assertThat(limit.room(now)).isEqualTo(8);
    oneAfterTheOther(Ending.OVERLOADED, 1);
    assertThat(limit.room(now)).isEqualTo(4);
  }

  @Test
  void anythingElse_changesNothing() {
    oneAfterTheOther(Ending.OTHER, 5);
    assertThat(limit.room(now)).isEqualTo(4);
  }

  @Test
  void callThatTakesLong_leavesATenth() {
    oneAfterTheOther(Ending.SUCCESS, 96);
    long beganAt = now;
    begin(1);
    now += 1_000;
    assertThat(limit.room(now)).isEqualTo(99);
    now += 1;
    assertThat(limit.room(now)).isEqualTo(9);
    begin(9);
    assertThat(limit.room(now)).isZero();
    limit.end(beganAt, now, Ending.SUCCESS);
    assertThat(limit.room(now)).isEqualTo(91);
  }

  @Test
  void callThatTakesLong_leavesAtLeastOne_andRaisesNoLowerLimit() {
    var small = new TargetLimit(5);
    small.begin(now);
    assertThat(small.room(now + 1_001)).isZero();
    small.end(now, now + 1_001, Ending.SUCCESS);
    assertThat(small.room(now + 1_001)).isEqualTo(5);
    oneAfterTheOther(Ending.OVERLOADED, 4);
    begin(1);
    assertThat(limit.room(now + 5_000)).isZero();
  }

  @Test
  void end_needsABegin() {
    begin(1);
    assertThatIllegalStateException().isThrownBy(() -> limit.end(now - 1, now, Ending.OTHER));
    limit.end(now, now, Ending.OTHER);
    assertThatIllegalStateException().isThrownBy(() -> limit.end(now, now, Ending.OTHER));
  }

  @ParameterizedTest
  @CsvSource({
    "200,,true,SUCCESS",
    "404,,true,SUCCESS",
    "404,,false,OTHER",
    "500,,false,OTHER",
    "429,,false,OVERLOADED",
    "502,,false,OVERLOADED",
    "503,,true,OVERLOADED",
    "504,,false,OVERLOADED",
    "0,TIMEOUT,false,OVERLOADED",
    "503,RESET,false,OTHER",
    "0,CONNECT,false,OTHER"
  })
  void ending_isReadFromTheOutcome(
      int status, @Nullable Failure failure, boolean success, Ending expected) {
    var outcome =
        new Outcome(status, failure, null, true, Body.EMPTY, List.of(), Duration.ofMillis(1));
    assertThat(TargetLimit.ending(outcome, success)).isEqualTo(expected);
  }

  private void begin(int calls) {
    for (int i = 0; i < calls; i++) {
      limit.begin(now);
    }
  }

  private void oneAfterTheOther(Ending ending, int calls) {
    for (int i = 0; i < calls; i++) {
      now += 1;
      limit.begin(now);
      now += 1;
      limit.end(now - 1, now, ending);
    }
  }
}
