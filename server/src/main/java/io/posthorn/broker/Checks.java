package io.posthorn.broker;

import static io.posthorn.message.Durations.format;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.message.Topic;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.StorageEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds requests to the limits; throws {@link BrokerException}s whose sentences name the offending
 * and expected value.
 */
final class Checks {
  /** Bytes of a key, a deduplication id or a content type. */
  static final int MAX_NAME_BYTES = 256;

  /** Bytes of the reason of a dead letter. */
  static final int MAX_REASON_BYTES = 1024;

  /** Bytes of all attributes of a queue, or of a task. */
  static final int MAX_ATTRIBUTE_BYTES = 64 << 10;

  /** Queues that one reserve may wait on. */
  static final int MAX_QUEUES = 100;

  private final BrokerLimits limits;
  private final InstantSource clock;
  private final @Nullable String durabilityDecidedBy;
  private final TaskChecks tasks;

  /** Holds requests to {@code limits} and to what {@code engine} leaves to them. */
  Checks(BrokerLimits limits, StorageEngine engine) {
    this.limits = limits;
    this.clock = engine.clock();
    this.durabilityDecidedBy = engine.durabilityDecidedBy();
    tasks = new TaskChecks(limits);
  }

  void messages(List<NewMessage> messages) {
    count("messages", messages.size());
    for (int i = 0; i < messages.size(); i++) {
      try {
        message(messages.get(i));
      } catch (BrokerException e) {
        throw messages.size() > 1 ? e.at(i) : e;
      }
    }
  }

  void message(NewMessage message) {
    body(message.body());
    if (message.contentType() != null) {
      contentType(message.contentType());
    }
    if (message.task() != null) {
      tasks.task(message.task());
    }
    if (!message.isPlain()) {
      delay("delay", message.delay());
      visibleAt(message.visibleAt());
      life(message.ttl());
      name("key", message.key());
      name("deduplication id", message.deduplicationId());
    }
  }

  void limit(int limit) {
    count("limit", limit);
  }

  void handOut(int limit, Duration wait) {
    count("limit", limit);
    between("wait", wait, Duration.ZERO, limits.longPoll());
  }

  void lease(@Nullable Duration lease) {
    if (lease != null) {
      between("lease", lease, limits.minLease(), limits.maxLease());
    }
  }

  void queues(int queues) {
    if (queues < 1) {
      throw bad("queues: none (expected: at least one)");
    }
    if (queues > MAX_QUEUES) {
      throw beyond("queues: " + queues + " (expected: at most " + MAX_QUEUES + ")");
    }
  }

  void settlements(List<Settlement> settlements) {
    count("settlements", settlements.size());
    for (Settlement settlement : settlements) {
      delay("delay", settlement.delay());
      lease(settlement.lease());
      if (settlement.reason() != null) {
        atMost("reason", settlement.reason(), MAX_REASON_BYTES);
      }
    }
  }

  void changes(List<Change> changes) {
    count("changes", changes.size());
    for (Change change : changes) {
      ref(change.message());
      visibleAt(change.visibleAt());
      amendment(change.amendment());
    }
  }

  void amendment(Change.@Nullable Amendment amendment) {
    if (amendment != null) {
      body(amendment.body());
      if (amendment.contentType() != null) {
        contentType(amendment.contentType());
      }
      if (amendment.task() != null) {
        tasks.task(amendment.task());
      }
    }
  }

  void ref(MessageRef message) {
    name("key", message.key());
  }

  /** The request with no more bytes than a hand-out may have. */
  Browse browse(Browse browse) {
    count("limit", browse.limit());
    if (browse.from() < 0) {
      throw bad("from: " + browse.from() + " (expected: at least 0)");
    }
    long bytes =
        browse.maxBytes() < 1
            ? limits.handOutBytes()
            : Math.min(browse.maxBytes(), limits.handOutBytes());
    return new Browse(
        browse.queue(),
        browse.state(),
        browse.by(),
        browse.from(),
        browse.descending(),
        browse.limit(),
        bytes,
        browse.headersOnly());
  }

  void redrive(long limit, double perSecond) {
    if (limit < 1 || limit > QueueConfig.MAX_CAPACITY) {
      throw bad("limit: " + limit + " (expected: 1 to " + QueueConfig.MAX_CAPACITY + ")");
    }
    if (!(perSecond == 0 || (perSecond >= SweepRun.SLOWEST && perSecond <= SweepRun.FASTEST))) {
      throw bad(
          "rate: "
              + perSecond
              + "/s (expected: 0 = unlimited, or "
              + SweepRun.SLOWEST
              + " to "
              + SweepRun.FASTEST
              + ")");
    }
  }

  void config(QueueConfig config) {
    if (config.durability() != null && durabilityDecidedBy != null) {
      throw bad(
          "durability: "
              + config.durability().name().toLowerCase(Locale.ROOT)
              + " (expected: none; "
              + durabilityDecidedBy
              + ")");
    }
    lease(config.lease());
    life(config.ttl());
    between("deduplicationWindow", config.deduplicationWindow(), Duration.ZERO, limits.delay());
    tasks.retry(config.retry());
    if (config.mode() == QueueMode.PUSH) {
      tasks.push(config.push());
    }
    tasks.attributes(config.attributes());
  }

  void topic(Topic topic) {
    int queues = topic.queues().size();
    if (queues < 1) {
      throw BrokerException.of(
          ErrorCode.BAD_REQUEST,
          "queues",
          "queues: none (expected: 1 to " + Topic.MAX_QUEUES + ")");
    }
    if (queues > Topic.MAX_QUEUES) {
      throw BrokerException.of(
          ErrorCode.LIMIT_EXCEEDED,
          "queues",
          "queues: " + queues + " (expected: 1 to " + Topic.MAX_QUEUES + ")");
    }
    Set<QueueName> seen = new HashSet<>();
    for (QueueName queue : topic.queues()) {
      if (!seen.add(queue)) {
        throw BrokerException.of(
            ErrorCode.BAD_REQUEST,
            "queues",
            "queues: '" + queue.display() + "' given twice (expected: once)");
      }
    }
  }

  void names(List<QueueName> queues) {
    count("queues", queues.size());
  }

  private void body(Body body) {
    if (body.size() > limits.body()) {
      throw new BrokerException(
          ErrorCode.BODY_TOO_LARGE,
          "body: " + body.size() + " bytes (expected: at most " + limits.body() + ")");
    }
  }

  private void count(String what, int n) {
    if (n < 1) {
      throw bad(what + ": " + n + " (expected: 1 to " + limits.batch() + ")");
    }
    if (n > limits.batch()) {
      throw beyond(what + ": " + n + " (expected: at most " + limits.batch() + ")");
    }
  }

  private void delay(String what, @Nullable Duration delay) {
    if (delay != null) {
      between(what, delay, Duration.ZERO, limits.delay());
    }
  }

  void visibleAt(@Nullable Instant visibleAt) {
    if (visibleAt == null) {
      return;
    }
    Instant last = clock.instant().plus(limits.delay());
    if (visibleAt.isAfter(last)) {
      throw beyond("visibleAt: " + visibleAt + " (expected: at most " + last + ")");
    }
    if (visibleAt.isBefore(Instant.EPOCH)) {
      throw bad("visibleAt: " + visibleAt + " (expected: at least " + Instant.EPOCH + ")");
    }
  }

  private void life(@Nullable Duration ttl) {
    if (ttl != null) {
      between("ttl", ttl, Duration.ofMillis(1), limits.delay());
    }
  }

  private static void between(String what, Duration value, Duration least, Duration most) {
    if (value.isNegative()) {
      throw bad(what + ": " + value + " (expected: " + format(least) + " to " + format(most) + ")");
    }
    if (value.compareTo(least) < 0) {
      throw beyond(what + ": " + format(value) + " (expected: at least " + format(least) + ")");
    }
    if (value.compareTo(most) > 0) {
      throw beyond(what + ": " + format(value) + " (expected: at most " + format(most) + ")");
    }
  }

  private static void name(String what, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (value.isEmpty()) {
      throw bad(what + ": empty (expected: 1 to " + MAX_NAME_BYTES + " bytes)");
    }
    atMost(what, value, MAX_NAME_BYTES);
  }

  /**
   * A content type comes back in a header: a line break in it would let a producer write a
   * consumer's headers.
   */
  private static void contentType(String value) {
    atMost("content type", value, MAX_NAME_BYTES);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c > '~')) {
        throw bad(
            "content type: has character "
                + (int) c
                + " (expected: visible ASCII, blanks and tabs)");
      }
    }
  }

  private static void atMost(String what, String value, int bytes) {
    // A string never has more chars than UTF-8 bytes, nor less than a third: counting is rarely
    // needed.
    if (value.length() * 3 > bytes && utf8(value) > bytes) {
      throw beyond(what + ": " + utf8(value) + " bytes (expected: at most " + bytes + ")");
    }
  }

  private static int utf8(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  private static BrokerException bad(String message) {
    return new BrokerException(ErrorCode.BAD_REQUEST, message);
  }

  private static BrokerException beyond(String message) {
    return new BrokerException(ErrorCode.LIMIT_EXCEEDED, message);
  }
}
