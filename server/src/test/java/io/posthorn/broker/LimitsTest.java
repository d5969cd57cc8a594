package io.posthorn.broker;

import static io.posthorn.broker.LongPollTest.failure;
import static io.posthorn.broker.LongPollTest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is beyond a limit is refused with a sentence that names both values, and leaves no trace.
 */
class LimitsTest {
  private static final QueueName Q = QueueName.of("q");
  private static final Receipt RECEIPT = new Receipt(1, 1, 1);
  private static final Duration NONE = Duration.ZERO;
  private static final Duration TOO_LONG = Duration.ofDays(3654);
  private static final BrokerLimits LIMITS =
      new BrokerLimits(
          10,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofHours(12),
          100,
          Duration.ofDays(3653),
          1000,
          100);

  private final MemoryStorageEngine engine = new MemoryStorageEngine(EngineClock.system());
  private final Broker broker = new Broker(engine, LIMITS, true, new Random(1));

  @AfterEach
  void close() {
    broker.close();
    engine.close();
  }

  private record Request(Function<Broker, CompletableFuture<?>> of) {}

  private static Arguments refused(
      String name, Function<Broker, CompletableFuture<?>> of, ErrorCode code, String... words) {
    return Arguments.of(name, new Request(of), code, List.of(words));
  }

  private static Function<Broker, CompletableFuture<?>> enqueue(MessageBuilder message) {
    return broker -> broker.enqueue(Q, message.build(), QueueConfig.PULL);
  }

  private static Function<Broker, CompletableFuture<?>> settle(
      Duration delay, Duration lease, String reason) {
    var settlement = new Settlement(RECEIPT, Settlement.Outcome.RETRY, delay, lease, reason, 0);
    return broker -> broker.settle(Q, List.of(settlement));
  }

  private static MessageBuilder message() {
    return new MessageBuilder("a");
  }

  static Stream<Arguments> beyond() {
    NewMessage plain = message().build();
    return Stream.of(
        refused(
            "body",
            enqueue(new MessageBuilder("x".repeat(101))),
            ErrorCode.BODY_TOO_LARGE,
            "101",
            "100"),
        refused(
            "delay",
            enqueue(message().delay(TOO_LONG)),
            ErrorCode.LIMIT_EXCEEDED,
            "delay",
            "3654d",
            "3653d"),
        refused(
            "negative delay",
            enqueue(message().delay(Duration.ofMillis(-1))),
            ErrorCode.BAD_REQUEST,
            "delay",
            "0s"),
        refused(
            "visibleAt",
            enqueue(message().visibleAt(Instant.parse("2999-01-01T00:00:00Z"))),
            ErrorCode.LIMIT_EXCEEDED,
            "visibleAt",
            "2999"),
        refused(
            "no ttl", enqueue(message().ttl(NONE)), ErrorCode.LIMIT_EXCEEDED, "ttl", "0s", "1ms"),
        refused("ttl", enqueue(message().ttl(TOO_LONG)), ErrorCode.LIMIT_EXCEEDED, "ttl", "3654d"),
        refused("empty key", enqueue(message().key("")), ErrorCode.BAD_REQUEST, "key", "256"),
        refused(
            "key",
            enqueue(message().key("é".repeat(129))),
            ErrorCode.LIMIT_EXCEEDED,
            "key",
            "258",
            "256"),
        refused(
            "deduplication id",
            enqueue(message().deduplicationId("x".repeat(257))),
            ErrorCode.LIMIT_EXCEEDED,
            "deduplication id",
            "257"),
        refused(
            "content type",
            withType("text/plain\r\nX: y"),
            ErrorCode.BAD_REQUEST,
            "content type",
            "13"),
        refused(
            "long content type",
            withType("x".repeat(257)),
            ErrorCode.LIMIT_EXCEEDED,
            "content type",
            "257"),
        refused(
            "no message",
            broker -> broker.enqueue(Q, List.of(), Atomicity.ALL, QueueConfig.PULL),
            ErrorCode.BAD_REQUEST,
            "messages",
            "10"),
        refused(
            "batch",
            broker ->
                broker.enqueue(Q, Collections.nCopies(11, plain), Atomicity.ALL, QueueConfig.PULL),
            ErrorCode.LIMIT_EXCEEDED,
            "messages",
            "11",
            "10"),
        refused("take 0", broker -> broker.take(Q, 0, NONE), ErrorCode.BAD_REQUEST, "limit", "0"),
        refused(
            "take 11",
            broker -> broker.take(Q, 11, NONE),
            ErrorCode.LIMIT_EXCEEDED,
            "limit",
            "11",
            "10"),
        refused(
            "wait",
            broker -> broker.take(Q, 1, Duration.ofSeconds(61)),
            ErrorCode.LIMIT_EXCEEDED,
            "wait",
            "61s",
            "1m"),
        refused(
            "short lease",
            broker -> broker.reserve(List.of(Q), 1, Duration.ofMillis(999), NONE),
            ErrorCode.LIMIT_EXCEEDED,
            "lease",
            "999ms",
            "1s"),
        refused(
            "long lease",
            broker -> broker.reserve(List.of(Q), 1, Duration.ofHours(13), NONE),
            ErrorCode.LIMIT_EXCEEDED,
            "lease",
            "13h",
            "12h"),
        refused(
            "no queue",
            broker -> broker.reserve(List.of(), 1, null, NONE),
            ErrorCode.BAD_REQUEST,
            "queues"),
        refused(
            "queues",
            broker -> broker.reserve(Collections.nCopies(101, Q), 1, null, NONE),
            ErrorCode.LIMIT_EXCEEDED,
            "queues",
            "101",
            "100"),
        refused(
            "retry delay",
            settle(TOO_LONG, null, null),
            ErrorCode.LIMIT_EXCEEDED,
            "delay",
            "3654d"),
        refused(
            "extension",
            settle(null, Duration.ofHours(13), null),
            ErrorCode.LIMIT_EXCEEDED,
            "lease",
            "13h"),
        refused(
            "reason",
            settle(null, null, "x".repeat(1025)),
            ErrorCode.LIMIT_EXCEEDED,
            "reason",
            "1025",
            "1024"),
        refused(
            "redrive",
            broker -> broker.redrive(Q, null, null, 0, 0),
            ErrorCode.BAD_REQUEST,
            "limit"),
        refused(
            "rate",
            broker -> broker.redrive(Q, null, null, 1, -1),
            ErrorCode.BAD_REQUEST,
            "rate",
            "-1"),
        refused(
            "no rate",
            broker -> broker.redrive(Q, null, null, 1, Double.NaN),
            ErrorCode.BAD_REQUEST,
            "rate"),
        refused(
            "queue's ttl",
            broker -> broker.createQueue(Q, new ConfigBuilder().ttl(TOO_LONG).build()),
            ErrorCode.LIMIT_EXCEEDED,
            "ttl"));
  }

  private static Function<Broker, CompletableFuture<?>> withType(String type) {
    var message = new NewMessage(Body.EMPTY, type, null, null, null, null, null);
    return broker -> broker.enqueue(Q, message, QueueConfig.PULL);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("beyond")
  void beyondALimit_isRefused(String name, Request request, ErrorCode code, List<String> words) {
    BrokerException refusal = failure(request.of().apply(broker));

    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.getMessage()).contains(words).contains("expected");
    assertThat(get(broker.findQueue(Q))).as("no trace").isEmpty();
  }

  @Test
  void atTheLimits_isAccepted() {
    var message =
        new MessageBuilder("x".repeat(100))
            .delay(Duration.ofDays(3653))
            .ttl(Duration.ofMillis(1))
            .key("é".repeat(128))
            .deduplicationId("x".repeat(256))
            .build();

    assertThat(get(broker.enqueue(Q, message, QueueConfig.PULL)).status())
        .isEqualTo(EnqueueResult.Status.ENQUEUED);
    assertThat(get(broker.take(Q, 10, NONE)).messages()).isEmpty();
    assertThat(
            get(broker.reserve(Collections.nCopies(100, Q), 10, Duration.ofSeconds(1), NONE))
                .queue())
        .isEqualTo(Q);
  }

  @ParameterizedTest
  @CsvSource({
    "FULL, STORAGE_FULL",
    "OVERLOADED, OVERLOADED",
    "OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
    "CORRUPT, STORAGE_CORRUPT",
    "CLOSED, UNAVAILABLE",
    "FAILED, UNAVAILABLE"
  })
  void storageFailure_keepsItsSentence(StorageException.Kind kind, ErrorCode code) {
    var scripted = new ScriptedEngine();
    try (var over = new Broker(scripted, LIMITS, true, new Random(1))) {
      var take = over.take(Q, 1, NONE);
      scripted.last().fail(new StorageException(kind, "000012.sst: what is wrong"));

      assertThat(failure(take).code()).isEqualTo(code);
      assertThat(failure(take)).hasMessage("000012.sst: what is wrong");
    }
  }
}
