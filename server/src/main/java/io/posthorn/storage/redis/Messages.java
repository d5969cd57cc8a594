package io.posthorn.storage.redis;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Ring;
import io.posthorn.message.Run;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.ReportCodec;
import io.posthorn.storage.codec.Versions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages as {@code showing.lua} writes them. */
final class Messages {
  private static final int REPORT_VERSION = 1;

  private Messages() {}

  /** What is known of a message that is handed out, before the incarnation and ring are. */
  record HandedOut(
      long sequence,
      Instant readyAt,
      @Nullable Duration left,
      int attempt,
      long deliveries,
      Instant enqueuedAt,
      @Nullable String key,
      @Nullable Run run,
      Instant firstVisibleAt) {
    /** The numbers that scripts use are the order of {@link HandOut}. */
    static HandOut handOut(Unpacker in) {
      return HandOut.values()[in.integer()];
    }

    static HandedOut read(Unpacker in) {
      in.array();
      long sequence = in.number();
      Instant readyAt = Instant.ofEpochMilli(in.number());
      Long left = in.optional();
      return new HandedOut(
          sequence,
          readyAt,
          left == null ? null : Duration.ofMillis(left),
          in.integer(),
          in.number(),
          Instant.ofEpochMilli(in.number()),
          in.text(),
          Messages.run(in),
          Instant.ofEpochMilli(in.number()));
    }

    Message message(long incarnation, @Nullable Ring ring, byte[] record) {
      Content content = Content.decode(record, false);
      Body body = content.body();
      return new Message(
          new MessageId(incarnation, sequence),
          ring == null ? 0 : ring.positionOf(sequence),
          body == null ? Body.EMPTY : body,
          content.contentType(),
          key,
          enqueuedAt,
          readyAt,
          left,
          attempt,
          deliveries,
          content.task(),
          run,
          run == null ? firstVisibleAt : run.scheduledAt(),
          content.trace());
    }
  }

  /** A message that is shown, before the incarnation and ring are known. */
  record Viewed(
      long sequence,
      MessageState state,
      @Nullable Instant visibleAt,
      @Nullable Instant expiresAt,
      int attempt,
      long deliveries,
      @Nullable Instant finishedAt,
      @Nullable String reason,
      List<Attempt> attempts,
      Instant enqueuedAt,
      @Nullable String key,
      @Nullable Run run,
      long size) {
    static Viewed read(Unpacker in) {
      in.array();
      return new Viewed(
          in.number(),
          Messages.state(in.string()),
          in.instant(),
          in.instant(),
          in.integer(),
          in.number(),
          in.instant(),
          in.text(),
          Messages.attempts(in),
          Instant.ofEpochMilli(in.number()),
          in.text(),
          Messages.run(in),
          in.number());
    }

    MessageView view(long incarnation, @Nullable Ring ring, byte[] record, boolean headersOnly) {
      Content content = Content.decode(record, headersOnly);
      return new MessageView(
          new MessageId(incarnation, sequence),
          ring == null ? 0 : ring.positionOf(sequence),
          state,
          content.body(),
          size,
          content.contentType(),
          key,
          enqueuedAt,
          visibleAt,
          state == MessageState.LEASED ? visibleAt : null,
          expiresAt,
          attempt,
          deliveries,
          finishedAt,
          reason,
          attempts,
          content.task(),
          run,
          content.trace());
    }
  }

  /** What Java adds to the record of an attempt; null = nothing. */
  static byte @Nullable [] encode(@Nullable String detail, @Nullable AttemptReport report) {
    if (detail == null && report == null) {
      return null;
    }
    var out = new ByteWriter(64);
    out.u8(REPORT_VERSION).text(detail);
    ReportCodec.encode(out, report);
    return out.toBytes();
  }

  /** The letters of {@code entries.lua}. */
  static String letter(MessageState state) {
    return state.name().substring(0, 1);
  }

  private static MessageState state(String letter) {
    for (MessageState state : MessageState.values()) {
      if (letter(state).equals(letter)) {
        return state;
      }
    }
    throw new IllegalStateException("a message in state '" + letter + "'");
  }

  private static @Nullable Run run(Unpacker in) {
    Long number = in.optional();
    Instant at = in.instant();
    return number == null || at == null ? null : new Run(number, at);
  }

  private static List<Attempt> attempts(Unpacker in) {
    int count = in.array();
    var attempts = new ArrayList<Attempt>(count);
    for (int i = 0; i < count; i++) {
      in.array();
      int number = in.integer();
      Instant startedAt = Instant.ofEpochMilli(in.number());
      Duration duration = Duration.ofMillis(in.number());
      String outcome = in.string();
      byte[] added = in.absent() ? null : in.bytes();
      in.number();
      attempts.add(attempt(number, startedAt, duration, outcome, added));
    }
    return List.copyOf(attempts);
  }

  private static Attempt attempt(
      int number, Instant startedAt, Duration duration, String outcome, byte @Nullable [] added) {
    if (added == null) {
      return new Attempt(number, startedAt, duration, outcome, null);
    }
    var in = new ByteReader(added);
    Versions.expect("attempt", in.u8(), REPORT_VERSION);
    String detail = in.text();
    return new Attempt(number, startedAt, duration, outcome, detail, ReportCodec.decode(in));
  }
}
