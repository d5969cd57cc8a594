package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final RateLimit SLOW = new RateLimit(1, Duration.ofMinutes(1), 1);
  private static final RateLimit THREE_A_SECOND = new RateLimit(3, Duration.ofSeconds(1), 5);
  private static final RateLimit LARGEST =
      new RateLimit(RateLimit.MAX, Duration.ofDays(1), RateLimit.MAX);

  @Test
  void full_hasItsBurst() {
    assertThat(TokenBucket.full(THREE_A_SECOND, 7).tokens(THREE_A_SECOND, 7)).isEqualTo(5);
    assertThat(TokenBucket.full(LARGEST, 7).tokens(LARGEST, 7)).isEqualTo(RateLimit.MAX);
  }

  @Test
  void tokens_comeContinuouslyUpToTheBurst() {
    var empty = TokenBucket.full(THREE_A_SECOND, 0).minus(THREE_A_SECOND, 5, 0);
    assertThat(empty.tokens(THREE_A_SECOND, 333)).isZero();
    assertThat(empty.tokens(THREE_A_SECOND, 334)).isEqualTo(1);
    assertThat(empty.tokens(THREE_A_SECOND, 1000)).isEqualTo(3);
    assertThat(empty.tokens(THREE_A_SECOND, 1666)).isEqualTo(4);
    assertThat(empty.tokens(THREE_A_SECOND, 1667)).isEqualTo(5);
    assertThat(empty.tokens(THREE_A_SECOND, Long.MAX_VALUE / 2)).isEqualTo(5);
  }

  @Test
  void nextAt_isTheFirstMillisecondWithAToken() {
    var empty = TokenBucket.full(THREE_A_SECOND, 100).minus(THREE_A_SECOND, 5, 100);
    assertThat(empty.nextAt(THREE_A_SECOND, 100)).isEqualTo(434);
    assertThat(empty.nextAt(THREE_A_SECOND, 433)).isEqualTo(434);
    assertThat(empty.nextAt(THREE_A_SECOND, 500)).isEqualTo(500);
    var slow = TokenBucket.full(SLOW, 0).minus(SLOW, 1, 0);
    assertThat(slow.nextAt(SLOW, 0)).isEqualTo(60_000);
    var large = TokenBucket.full(LARGEST, 0).minus(LARGEST, RateLimit.MAX, 0);
    assertThat(large.nextAt(LARGEST, 0)).isEqualTo(1);
    assertThat(large.tokens(LARGEST, 86_400_000)).isEqualTo(RateLimit.MAX);
  }

  @Test
  void takingOften_givesAsManyAsTakingOnce() {
    var random = new Random(1);
    var bucket = TokenBucket.full(THREE_A_SECOND, 0);
    long taken = 0;
    long now = 0;
    while (now < 100_000) {
      long here = bucket.tokens(THREE_A_SECOND, now);
      bucket = bucket.minus(THREE_A_SECOND, here, now);
      taken += here;
      now += 1 + random.nextInt(50);
    }
    now = 100_000;
    assertThat(taken + bucket.tokens(THREE_A_SECOND, now)).isEqualTo(5 + 300);
  }

  @Test
  void plusOne_neverExceedsTheBurst() {
    var bucket = TokenBucket.full(THREE_A_SECOND, 0);
    assertThat(bucket.plusOne(THREE_A_SECOND, 0)).isEqualTo(bucket);
    var less = bucket.minus(THREE_A_SECOND, 2, 0);
    assertThat(less.plusOne(THREE_A_SECOND, 0).tokens(THREE_A_SECOND, 0)).isEqualTo(4);
  }

  @Test
  void clockThatGoesBack_addsNothingAndTakesNothing() {
    var bucket = TokenBucket.full(THREE_A_SECOND, 1000).minus(THREE_A_SECOND, 3, 1000);
    assertThat(bucket.tokens(THREE_A_SECOND, 0)).isEqualTo(2);
    assertThat(bucket.minus(THREE_A_SECOND, 2, 0).nextAt(THREE_A_SECOND, 0)).isEqualTo(334);
  }

  @Test
  void changed_keepsTokensAsFarAsTheNewBurstAllows() {
    var bucket = TokenBucket.full(THREE_A_SECOND, 0).minus(THREE_A_SECOND, 2, 0);
    assertThat(TokenBucket.changed(bucket, THREE_A_SECOND, THREE_A_SECOND, 0)).isEqualTo(bucket);
    assertThat(TokenBucket.changed(bucket, THREE_A_SECOND, SLOW, 0).tokens(SLOW, 0)).isEqualTo(1);
    assertThat(TokenBucket.changed(bucket, THREE_A_SECOND, LARGEST, 0).tokens(LARGEST, 0))
        .isEqualTo(3);
    assertThat(TokenBucket.changed(bucket, THREE_A_SECOND, null, 0)).isNull();
    assertThat(TokenBucket.changed(null, null, THREE_A_SECOND, 0))
        .isEqualTo(TokenBucket.full(THREE_A_SECOND, 0));
  }
}
