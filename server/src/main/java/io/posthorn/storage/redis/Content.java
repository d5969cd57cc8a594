package io.posthorn.storage.redis;

import io.posthorn.message.Body;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.TaskCodec;
import io.posthorn.storage.codec.TraceCodec;
import io.posthorn.storage.codec.Versions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What scripts only carry: four bytes with the length of a head, the head, the body. The head in
 * format 1: version byte, media type, task or nothing. Format 2, written for those of a trace
 * alone, so that servers of before read the others, has the trace before the task. Equal contents
 * are equal bytes.
 *
 * @param body the message's bytes; null where only its head was read
 * @param contentType their media type
 * @param task what it says about its delivery
 * @param trace its place in a trace
 */
record Content(
    @Nullable Body body,
    @Nullable String contentType,
    @Nullable Task task,
    @Nullable TraceContext trace) {
  private static final int VERSION = 2;
  private static final int VERSION_UNTRACED = 1;

  /** The head of a body alone. */
  private static final byte[] PLAIN = new ByteWriter(4).u8(VERSION_UNTRACED).text(null).toBytes();

  /** Of a message, or of what an amended one becomes. */
  static byte[] encode(
      Body body, @Nullable String contentType, @Nullable Task task, @Nullable TraceContext trace) {
    if (contentType == null && task == null && trace == null) {
      return join(PLAIN, body);
    }
    var out = new ByteWriter(32);
    out.u8(trace == null ? VERSION_UNTRACED : VERSION).text(contentType);
    if (trace != null) {
      TraceCodec.encode(out, trace);
    }
    return join(task == null ? out.toBytes() : out.raw(TaskCodec.encode(task)).toBytes(), body);
  }

  private static byte[] join(byte[] head, Body body) {
    return ByteBuffer.allocate(Integer.BYTES + head.length + body.size())
        .putInt(head.length)
        .put(head)
        .put(body.bytes())
        .array();
  }

  /**
   * Out of the record of a message: two bytes with the length of what scripts know, that, and the
   * content.
   *
   * @param headersOnly whether the body was left out
   */
  static Content decode(byte[] record, boolean headersOnly) {
    ByteBuffer in = ByteBuffer.wrap(record);
    int from = Short.BYTES + (in.getShort() & 0xffff);
    int bodyAt = from + Integer.BYTES + in.getInt(from);
    var head = new ByteReader(Arrays.copyOfRange(record, from + Integer.BYTES, bodyAt));
    int version = Versions.expect("message", head.u8(), VERSION);
    String contentType = head.text();
    TraceContext trace = version == VERSION_UNTRACED ? null : TraceCodec.decode(head);
    Task task = head.remaining() == 0 ? null : TaskCodec.decode(head.rest());
    Body body = headersOnly ? null : Body.of(Arrays.copyOfRange(record, bodyAt, record.length));
    return new Content(body, contentType, task, trace);
  }

  /** What scripts know of a task's retry policy; none where its queue's holds. */
  static void packRetry(Packer out, @Nullable Task task) {
    RetryPolicy retry = task == null ? null : task.retry();
    if (retry == null) {
      out.none();
    } else {
      pack(out, retry);
    }
  }

  /** {maxAttempts, maxAge, first, cap, multiplier, jitter}. */
  static void pack(Packer out, RetryPolicy retry) {
    out.array(6)
        .number(retry.maxAttempts())
        .number(retry.maxAge().toMillis())
        .number(retry.first().toMillis())
        .number(retry.cap().toMillis())
        .real(retry.multiplier())
        .flag(retry.jitter());
  }

  /** Whether a task repeats. */
  static boolean repeats(@Nullable Task task) {
    return task != null && task.repeat() != null;
  }
}
