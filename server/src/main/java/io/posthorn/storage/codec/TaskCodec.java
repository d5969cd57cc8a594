package io.posthorn.storage.codec;

import io.posthorn.message.Callback;
import io.posthorn.message.QueueName;
import io.posthorn.message.Repeat;
import io.posthorn.message.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link Task}. Format 1: version byte; a number whose bits name the fields that are
 * there; those in order of the bits.
 */
public final class TaskCodec {
  /** The format that is written. */
  public static final int VERSION = 1;

  private static final int URL = 1;
  private static final int METHOD = 2;
  private static final int HEADERS = 4;
  private static final int TIMEOUT = 8;
  private static final int SUCCESS = 16;
  private static final int RETRY = 32;
  private static final int REPEAT = 64;
  private static final int PAUSED = 128;
  private static final int CALLBACK_URL = 256;
  private static final int CALLBACK_QUEUE = 512;
  private static final int ATTRIBUTES = 1024;

  private static final int CRON = 1;
  private static final int EVERY = 2;
  private static final int ADAPTIVE = 3;

  private TaskCodec() {}

  /** The bytes of {@code t}; those of equal tasks are equal. */
  public static byte[] encode(Task t) {
    var out = new ByteWriter(64);
    out.u8(VERSION).number(flags(t));
    if (t.url() != null) {
      out.text(t.url());
    }
    if (t.method() != null) {
      out.text(t.method());
    }
    if (!t.headers().isEmpty()) {
      ValueCodec.headers(out, t.headers());
    }
    if (t.timeout() != null) {
      out.number(t.timeout().toMillis());
    }
    if (t.success() != null) {
      ValueCodec.statuses(out, t.success());
    }
    if (t.retry() != null) {
      ValueCodec.retry(out, t.retry());
    }
    if (t.repeat() != null) {
      repeat(out, t.repeat());
    }
    Callback callback = t.callback();
    if (callback != null && callback.url() != null) {
      out.text(callback.url());
    }
    if (callback != null && callback.queue() != null) {
      out.block(callback.queue().bytes());
    }
    if (!t.attributes().isEmpty()) {
      ValueCodec.attributes(out, t.attributes());
    }
    return out.toBytes();
  }

  private static int flags(Task t) {
    Callback callback = t.callback();
    return (t.url() != null ? URL : 0)
        | (t.method() != null ? METHOD : 0)
        | (t.headers().isEmpty() ? 0 : HEADERS)
        | (t.timeout() != null ? TIMEOUT : 0)
        | (t.success() != null ? SUCCESS : 0)
        | (t.retry() != null ? RETRY : 0)
        | (t.repeat() != null ? REPEAT : 0)
        | (t.paused() ? PAUSED : 0)
        | (callback != null && callback.url() != null ? CALLBACK_URL : 0)
        | (callback != null && callback.queue() != null ? CALLBACK_QUEUE : 0)
        | (t.attributes().isEmpty() ? 0 : ATTRIBUTES);
  }

  /** The task that {@code bytes} are. */
  public static Task decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    int flags = flags(in);
    return new Task(
        (flags & URL) != 0 ? in.text() : null,
        (flags & METHOD) != 0 ? in.text() : null,
        (flags & HEADERS) != 0 ? ValueCodec.headers(in) : List.of(),
        (flags & TIMEOUT) != 0 ? Duration.ofMillis(in.number()) : null,
        (flags & SUCCESS) != 0 ? ValueCodec.statuses(in) : null,
        (flags & RETRY) != 0 ? ValueCodec.retry(in) : null,
        (flags & REPEAT) != 0 ? repeat(in) : null,
        (flags & PAUSED) != 0,
        callback(in, flags),
        (flags & ATTRIBUTES) != 0 ? ValueCodec.attributes(in) : Map.of());
  }

  /** Whether the task that {@code bytes} are has a repeat. */
  public static boolean repeats(byte[] bytes) {
    return (flags(new ByteReader(bytes)) & REPEAT) != 0;
  }

  /** Whether the task that {@code bytes} are has a retry policy. */
  public static boolean retries(byte[] bytes) {
    return (flags(new ByteReader(bytes)) & RETRY) != 0;
  }

  private static int flags(ByteReader in) {
    Versions.expect("task", in.u8(), VERSION);
    return in.integer();
  }

  private static void repeat(ByteWriter out, Repeat repeat) {
    if (repeat instanceof Repeat.Cron cron) {
      out.u8(CRON).text(cron.expression()).text(cron.zone().getId());
    } else if (repeat instanceof Repeat.Every every) {
      out.u8(EVERY).number(every.interval().toMillis()).number(every.anchor().toEpochMilli());
    } else if (repeat instanceof Repeat.Adaptive adaptive) {
      out.u8(ADAPTIVE).number(adaptive.step().toMillis()).number(adaptive.max().toMillis());
    }
  }

  private static Repeat repeat(ByteReader in) {
    int kind = in.u8();
    return switch (kind) {
      case CRON -> new Repeat.Cron(in.string(), ZoneId.of(in.string()));
      case EVERY ->
          new Repeat.Every(Duration.ofMillis(in.number()), Instant.ofEpochMilli(in.number()));
      case ADAPTIVE ->
          new Repeat.Adaptive(Duration.ofMillis(in.number()), Duration.ofMillis(in.number()));
      default -> throw new IllegalArgumentException("repeat of kind " + kind);
    };
  }

  private static @Nullable Callback callback(ByteReader in, int flags) {
    if ((flags & CALLBACK_URL) != 0) {
      return new Callback(in.string(), null);
    }
    return (flags & CALLBACK_QUEUE) != 0 ? new Callback(null, QueueName.ofBytes(in.block())) : null;
  }
}
