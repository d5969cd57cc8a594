package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.Attempt;
import io.posthorn.message.Body;
import io.posthorn.message.Durability;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Ring;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.rocksdb.Deduplication.Remembered;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Records of the first format, kept in {@code format-1.properties}, are read by every later server.
 */
class RecordFormatTest {
  private static final QueueName NAME = QueueName.of("orders");
  private static final Properties STORED = stored();
  private static final long AT = 1_767_225_600_000L;

  private static final MessageRecord PLAIN =
      new MessageRecord(
          AT, AT + 3, false, 0, null, null, null, null, null, null, Body.ofUtf8("hello"));

  private static final SideRecord LEASED =
      new SideRecord(
          Status.LEASED,
          true,
          Lane.ELAPSED,
          AT + 30_000,
          new Life(AT, 5000L),
          new Tries(
              2,
              3,
              AT,
              List.of(
                  new Attempt(
                      1,
                      Instant.ofEpochMilli(AT - 60_000),
                      Duration.ofSeconds(30),
                      "retry",
                      "busy"))),
          null,
          Course.NONE,
          Traits.UNKNOWN);

  private static final SideRecord DEAD =
      new SideRecord(
          Status.DEAD,
          false,
          Lane.DEAD,
          AT,
          new Life(AT - 9, null),
          new Tries(16, 17, AT - 5, List.of()),
          "attempts",
          Course.NONE,
          Traits.UNKNOWN);

  private static final QueueInfo QUEUE =
      new QueueInfo(
          NAME,
          AT,
          7,
          new QueueConfig(
              QueueMode.PUSH,
              Durability.BUFFERED,
              1_000_000,
              Duration.ofSeconds(30),
              Duration.ofHours(1),
              new Retention(1000L, Duration.ofDays(1), null),
              new Retention(null, null, 65_536L),
              Duration.ofMinutes(5),
              new RetryPolicy(
                  16, Duration.ofDays(3), Duration.ofSeconds(1), Duration.ofHours(1), 1.5, true),
              true,
              Push.NONE,
              Map.of("note", "ä")),
          true,
          Instant.ofEpochMilli(AT));

  @Test
  void message_plain_isRead() {
    assertThat(MessageRecord.decode(bytes("message.plain"))).isEqualTo(PLAIN);
  }

  @Test
  void message_withEveryField_isRead() {
    MessageRecord m = MessageRecord.decode(bytes("message.full"));

    assertThat(m.enqueuedAt()).isEqualTo(AT);
    assertThat(m.visibleAt()).isEqualTo(AT + 60_000);
    assertThat(m.wall()).isTrue();
    assertThat(m.ttl()).isEqualTo(3_600_000L);
    assertThat(m.contentType()).isEqualTo("application/json");
    assertThat(m.key()).isEqualTo("order-123");
    assertThat(m.deduplication()).containsExactly(1, 2, 3);
    assertThat(m.body()).isEqualTo(Body.ofUtf8("{}"));
  }

  @Test
  void side_isRead() {
    assertThat(SideRecord.decode(bytes("side.leased"))).isEqualTo(LEASED);
    assertThat(SideRecord.decode(bytes("side.dead"))).isEqualTo(DEAD);
  }

  @Test
  void queue_isRead() {
    assertThat(QueueCodec.decode(NAME, bytes("queue"))).isEqualTo(QUEUE);
  }

  @Test
  void state_isRead() {
    QueueState state = newState();
    StateCodec.decode(bytes("state"), state);

    assertThat(state.lastSequence).isEqualTo(900);
    assertThat(state.cursor).isEqualTo(700);
    assertThat(state.floor).isEqualTo(650);
    assertThat(state.lastVisibleAt).isEqualTo(AT + 1);
    assertThat(
            List.of(
                state.inLog, state.scheduled, state.leased, state.due, state.dead, state.consumed))
        .containsExactly(11L, 12L, 13L, 14L, 15L, 16L);
    assertThat(state.watermark(Lane.ELAPSED)).isEqualTo(AT + 2);
    assertThat(state.watermark(Lane.WALL)).isEqualTo(AT - 2);
    assertThat(
            List.of(
                state.enqueuedTotal,
                state.takenTotal,
                state.reservedTotal,
                state.ackedTotal,
                state.deadTotal))
        .containsExactly(21L, 22L, 23L, 24L, 25L);
    assertThat(state.passedBytes).isEqualTo(26);
    assertThat(state.mixed).isTrue();
    assertThat(state.mortal).isFalse();
    assertThat(state.ring).isEqualTo(new Ring(100, 9, 8, 800, 800, 700, 99));
    assertThat(List.of(state.deduplication.current, state.deduplication.previous))
        .containsExactly(AT, AT - 300_000);
    assertThat(List.of(state.deduplication.inCurrent, state.deduplication.inPrevious))
        .containsExactly(31L, 32L);
    assertThat(state.consumedBytes).isEqualTo(33);
  }

  @Test
  void deduplication_isRead() {
    Remembered remembered = Remembered.decode(bytes("deduplication"));

    assertThat(remembered.sequence()).isEqualTo(5);
    assertThat(remembered.enqueuedAt()).isEqualTo(AT);
    assertThat(remembered.fingerprint()).containsExactly(9, 8, 7);
  }

  @Test
  void keys_keepTheirOrder() {
    assertThat(Keys.message(AT, 258)).isEqualTo(bytes("key.message"));
    assertThat(Keys.time(AT, Lane.EXPIRY_WALL, -1, 258)).isEqualTo(bytes("key.time"));
    assertThat(Keys.producerKey(AT, "k1")).isEqualTo(bytes("key.producer"));
    assertThat(Keys.deduplication(AT, AT, new byte[] {1})).isEqualTo(bytes("key.deduplication"));
  }

  @Test
  void recordOfAnUnknownVersion_isRefused() {
    for (String record : List.of("message.plain", "side.dead", "queue", "state", "deduplication")) {
      byte[] newer = bytes(record);
      newer[0] = 4;
      assertThatThrownBy(() -> decode(record, newer))
          .as(record)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("record of version 4 (expected: 1");
    }
  }

  private static Object decode(String record, byte[] bytes) {
    return switch (record) {
      case "message.plain" -> MessageRecord.decode(bytes);
      case "side.dead" -> SideRecord.decode(bytes);
      case "queue" -> QueueCodec.decode(NAME, bytes);
      case "deduplication" -> Remembered.decode(bytes);
      default -> {
        StateCodec.decode(bytes, newState());
        yield record;
      }
    };
  }

  private static QueueState newState() {
    return new QueueState(QUEUE, new WindowBudget(0, Bounds.DEFAULT), true);
  }

  private static byte[] bytes(String record) {
    return HexFormat.of().parseHex(STORED.getProperty(record));
  }

  private static Properties stored() {
    try (InputStream in = RecordFormatTest.class.getResourceAsStream("format-1.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
