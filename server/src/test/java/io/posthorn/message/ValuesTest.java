package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records of this package refuse and decide. */
class ValuesTest {
  private static QueueConfig config(long capacity, Duration ttl, Map<String, String> attributes) {
    QueueConfig c = QueueConfig.PULL;
    return new QueueConfig(
        c.mode(),
        c.durability(),
        capacity,
        c.lease(),
        ttl,
        c.retainConsumed(),
        c.dead(),
        c.deduplicationWindow(),
        c.retry(),
        c.ring(),
        attributes);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, QueueConfig.MAX_CAPACITY + 1})
  void config_refusesCapacity(long capacity) {
    assertThatThrownBy(() -> config(capacity, null, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity: " + capacity);
  }

  @Test
  void config_refusesTtlOfNothing() {
    assertThatThrownBy(() -> config(1, Duration.ZERO, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> config(1, Duration.ofSeconds(-1), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void config_copiesAttributes() {
    var attributes = new HashMap<>(Map.of("a", "1"));
    QueueConfig config = config(1, null, attributes);
    attributes.clear();
    assertThat(config.attributes()).containsExactly(Map.entry("a", "1"));
  }

  @Test
  void retention_refusesNegativeLimits() {
    assertThatThrownBy(() -> new Retention(-1L, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Retention(null, Duration.ofSeconds(-1), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Retention(null, null, -1L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void retention_isNoneWhenItsCountIsZero() {
    assertThat(Retention.NONE.isNone()).isTrue();
    assertThat(new Retention(0L, Duration.ofDays(1), null).isNone()).isTrue();
    assertThat(new Retention(null, null, null).isNone()).isFalse();
    assertThat(Retention.DEAD.isNone()).isFalse();
  }

  @Test
  void newMessage_waitsOnOneInstantAtMost() {
    assertThatThrownBy(
            () ->
                new NewMessage(
                    Body.EMPTY, null, Duration.ofSeconds(1), Instant.EPOCH, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both given");
  }

  @Test
  void newMessage_isPlainWithoutAnythingBeyondItsBody() {
    assertThat(NewMessage.of(Body.ofUtf8("a")).isPlain()).isTrue();
    assertThat(new NewMessage(Body.EMPTY, "text/plain", null, null, null, null, null).isPlain())
        .isTrue();
    assertThat(new NewMessage(Body.EMPTY, null, Duration.ZERO, null, null, null, null).isPlain())
        .isFalse();
    assertThat(new NewMessage(Body.EMPTY, null, null, null, null, "k", null).isPlain()).isFalse();
    assertThat(new NewMessage(Body.EMPTY, null, null, null, null, null, "d").isPlain()).isFalse();
  }

  @Test
  void body_isItsBytes() {
    assertThat(Body.ofUtf8("ab")).isEqualTo(Body.of(new byte[] {'a', 'b'}));
    assertThat(Body.ofUtf8("ab")).hasSameHashCodeAs(Body.of(new byte[] {'a', 'b'}));
    assertThat(Body.ofUtf8("ab")).isNotEqualTo(Body.ofUtf8("ac"));
    assertThat(Body.of(new byte[0])).isSameAs(Body.EMPTY);
    assertThat(Body.ofUtf8("ab")).hasToString("Body[2 bytes]");
    assertThat(Body.of(new byte[] {0, (byte) 0xff}).size()).isEqualTo(2);
  }
}
