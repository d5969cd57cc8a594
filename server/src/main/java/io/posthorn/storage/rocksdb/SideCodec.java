package io.posthorn.storage.rocksdb;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Run;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.ReportCodec;
import io.posthorn.storage.codec.Versions;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@link SideRecord}. Format 2: version byte, status, lane; a number whose bits are
 * the yes and no of it and name the optional fields; the fields in order, instants as their
 * distance from {@code at}. Format 1: version byte, status, held, lane, then all fields in order.
 */
final class SideCodec {
  static final int VERSION = 2;

  private static final int HELD = 1;
  private static final int NAMED = 2;
  private static final int REPEATS = 4;
  private static final int RETRIES = 8;
  private static final int SIZE = 16;
  private static final int LIFE = 32;
  private static final int TRIED = 64;
  private static final int REASON = 128;
  private static final int RUN = 256;
  private static final int AFTER_LEASE = 512;
  private static final int PLACE = 1024;

  private SideCodec() {}

  static byte[] encode(SideRecord side) {
    var out = new ByteWriter(48);
    long at = side.at();
    Traits traits = side.traits();
    out.u8(VERSION).u8(side.status().ordinal()).u8(side.lane().code()).number(flags(side));
    out.number(at).number(at - side.life().from());
    Long end = side.life().end();
    if (end != null) {
      out.number(side.status() == Status.LEASED ? end : end - at);
    }
    if (traits.size() >= 0) {
      out.number(traits.size());
    }
    if (tried(side.tries())) {
      tries(out, at, side.tries());
    }
    if (side.reason() != null) {
      out.text(side.reason());
    }
    Run run = side.course().run();
    if (run != null) {
      out.number(run.number()).number(run.scheduledAt().toEpochMilli() - at);
    }
    Long afterLease = side.course().afterLease();
    if (afterLease != null) {
      out.number(afterLease - at);
    }
    Long place = side.course().place();
    if (place != null) {
      out.number(place - at);
    }
    return out.toBytes();
  }

  private static int flags(SideRecord side) {
    Traits traits = side.traits();
    return (side.held() ? HELD : 0)
        | (traits.named() ? NAMED : 0)
        | (traits.repeats() ? REPEATS : 0)
        | (traits.retries() ? RETRIES : 0)
        | (traits.size() >= 0 ? SIZE : 0)
        | (side.life().end() != null ? LIFE : 0)
        | (tried(side.tries()) ? TRIED : 0)
        | (side.reason() != null ? REASON : 0)
        | (side.course().run() != null ? RUN : 0)
        | (side.course().afterLease() != null ? AFTER_LEASE : 0)
        | (side.course().place() != null ? PLACE : 0);
  }

  private static boolean tried(Tries tries) {
    return tries.deliveries() != 0 || tries.attempt() != 0 || !tries.ended().isEmpty();
  }

  private static void tries(ByteWriter out, long at, Tries tries) {
    out.number(tries.attempt()).number(tries.deliveries()).number(at - tries.startedAt());
    out.number(tries.ended().size());
    for (Attempt each : tries.ended()) {
      out.number(each.number())
          .number(at - each.startedAt().toEpochMilli())
          .number(each.duration().toMillis());
      AttemptReport report = each.report();
      boolean reported = report != null && report.detail() != null;
      out.text(each.outcome()).text(reported ? null : each.detail());
      ReportCodec.encode(out, report);
    }
  }

  static SideRecord decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    return Versions.expect("side", in.u8(), VERSION) == 1 ? decodeFirst(in) : decode(in);
  }

  private static SideRecord decode(ByteReader in) {
    Status status = Status.values()[in.u8()];
    Lane lane = Lane.of(in.u8());
    int flags = in.integer();
    long at = in.number();
    long from = at - in.number();
    Long end = (flags & LIFE) == 0 ? null : (Long) in.number();
    end = end == null || status == Status.LEASED ? end : (Long) (end + at);
    var traits =
        new Traits(
            (flags & NAMED) != 0,
            (flags & REPEATS) != 0,
            (flags & RETRIES) != 0,
            (flags & SIZE) == 0 ? -1 : in.number());
    Tries tries = (flags & TRIED) == 0 ? Tries.NONE : tries(in, at);
    String reason = (flags & REASON) == 0 ? null : in.text();
    Course course = course(in, flags, at);
    return new SideRecord(
        status, (flags & HELD) != 0, lane, at, new Life(from, end), tries, reason, course, traits);
  }

  private static Course course(ByteReader in, int flags, long at) {
    if ((flags & (RUN | AFTER_LEASE | PLACE)) == 0) {
      return Course.NONE;
    }
    return new Course(
        (flags & RUN) == 0 ? null : new Run(in.number(), Instant.ofEpochMilli(in.number() + at)),
        (flags & AFTER_LEASE) == 0 ? null : (Long) (in.number() + at),
        (flags & PLACE) == 0 ? null : (Long) (in.number() + at));
  }

  private static Tries tries(ByteReader in, long at) {
    int attempt = in.integer();
    long deliveries = in.number();
    long startedAt = at - in.number();
    int count = in.integer();
    var ended = new ArrayList<Attempt>(count);
    for (int i = 0; i < count; i++) {
      int number = in.integer();
      Instant started = Instant.ofEpochMilli(at - in.number());
      Duration duration = Duration.ofMillis(in.number());
      ended.add(
          new Attempt(number, started, duration, in.string(), in.text(), ReportCodec.decode(in)));
    }
    return new Tries(attempt, deliveries, startedAt, List.copyOf(ended));
  }

  private static SideRecord decodeFirst(ByteReader in) {
    Status status = Status.values()[in.u8()];
    boolean held = in.u8() == 1;
    Lane lane = Lane.of(in.u8());
    long at = in.number();
    var life = new Life(in.number(), in.optional());
    int attempt = in.integer();
    long deliveries = in.number();
    long startedAt = in.number();
    String reason = in.text();
    int count = in.integer();
    var ended = new ArrayList<Attempt>(count);
    for (int i = 0; i < count; i++) {
      int number = in.integer();
      Instant started = Instant.ofEpochMilli(in.number());
      Duration duration = Duration.ofMillis(in.number());
      ended.add(new Attempt(number, started, duration, in.string(), in.text()));
    }
    var tries = new Tries(attempt, deliveries, startedAt, List.copyOf(ended));
    return new SideRecord(status, held, lane, at, life, tries, reason, Course.NONE, Traits.UNKNOWN);
  }
}
