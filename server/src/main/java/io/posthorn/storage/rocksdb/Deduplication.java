package io.posthorn.storage.rocksdb;

import io.posthorn.message.Body;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.Versions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers deduplication ids, in the buckets of {@link DeduplicationBuckets}. Writer thread only.
 */
final class Deduplication {
  private static final int HASH_BYTES = 16;

  /** What is remembered of an id. */
  record Remembered(long sequence, long enqueuedAt, byte[] fingerprint) {
    byte[] encode() {
      return new ByteWriter(40)
          .u8(1)
          .number(sequence)
          .number(enqueuedAt)
          .raw(fingerprint)
          .toBytes();
    }

    static Remembered decode(byte[] value) {
      var in = new ByteReader(value);
      Versions.expect("deduplication", in.u8(), 1);
      return new Remembered(in.number(), in.number(), in.rest());
    }
  }

  private Deduplication() {}

  static byte[] hash(String deduplicationId) {
    return digest(deduplicationId.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] fingerprint(Body body) {
    return digest(body.bytes());
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is remembered of an id within the window; null = nothing. */
  static @Nullable Remembered find(Core core, QueueState state, byte[] hash, long now) {
    DeduplicationBuckets buckets = state.deduplication;
    long since = now - state.info.config().deduplicationWindow().toMillis();
    for (long bucket : new long[] {buckets.current, buckets.previous}) {
      if (bucket != 0) {
        byte[] value =
            core.get(Column.DEDUPLICATION, Keys.deduplication(state.incarnation(), bucket, hash));
        if (value != null) {
          Remembered remembered = Remembered.decode(value);
          if (remembered.enqueuedAt() > since) {
            return remembered;
          }
        }
      }
    }
    return null;
  }

  /** Whether no more ids can be remembered, not even in a new bucket. */
  static boolean full(Core core, QueueState state, long now) {
    if (state.deduplication.full()) {
      rotate(core, state, now);
    }
    return state.deduplication.full();
  }

  static void remember(Core core, QueueState state, byte[] hash, Remembered remembered) {
    rotate(core, state, remembered.enqueuedAt());
    DeduplicationBuckets buckets = state.deduplication;
    core.batch.put(
        Column.DEDUPLICATION,
        Keys.deduplication(state.incarnation(), buckets.current, hash),
        remembered.encode());
    buckets.inCurrent++;
    core.batch.dirty(state);
  }

  /** Reads what {@link #release} reads. */
  static void read(Core core, QueueState state, byte[] hash) {
    for (long bucket : new long[] {state.deduplication.current, state.deduplication.previous}) {
      byte[] value =
          core.get(Column.DEDUPLICATION, Keys.deduplication(state.incarnation(), bucket, hash));
      if (value != null) {
        Remembered.decode(value);
      }
    }
  }

  static void release(Core core, QueueState state, long sequence, byte[] hash) {
    DeduplicationBuckets buckets = state.deduplication;
    for (long bucket : new long[] {buckets.current, buckets.previous}) {
      byte[] key = Keys.deduplication(state.incarnation(), bucket, hash);
      byte[] value = bucket == 0 ? null : core.get(Column.DEDUPLICATION, key);
      if (value != null && Remembered.decode(value).sequence() == sequence) {
        core.batch.delete(Column.DEDUPLICATION, key);
      }
    }
  }

  /**
   * Begins a new bucket when the current one is over, and drops those that nothing can be asked of
   * any more.
   */
  static void rotate(Core core, QueueState state, long now) {
    DeduplicationBuckets buckets = state.deduplication;
    long window = state.info.config().deduplicationWindow().toMillis();
    if (buckets.current != 0 && now < buckets.current + window) {
      return;
    }
    drop(core, state, buckets.previous);
    buckets.previous = buckets.current;
    buckets.inPrevious = buckets.inCurrent;
    if (buckets.previous != 0 && now >= buckets.previous + 2 * window) {
      drop(core, state, buckets.previous);
      buckets.previous = 0;
      buckets.inPrevious = 0;
    }
    buckets.current = Math.max(now, buckets.previous + 1);
    buckets.inCurrent = 0;
    core.batch.dirty(state);
  }

  /** Drops the buckets of a queue that nothing can be asked of any more. */
  static void forget(Core core, QueueState state, long now) {
    DeduplicationBuckets buckets = state.deduplication;
    long window = state.info.config().deduplicationWindow().toMillis();
    if (!buckets.isEmpty() && now >= buckets.current + 2 * window) {
      drop(core, state, buckets.previous);
      drop(core, state, buckets.current);
      buckets.clear();
      core.batch.dirty(state);
    }
  }

  private static void drop(Core core, QueueState state, long bucket) {
    if (bucket != 0) {
      core.batch.deleteRange(
          Column.DEDUPLICATION,
          Keys.message(state.incarnation(), bucket),
          Keys.message(state.incarnation(), bucket + 1));
    }
  }
}
