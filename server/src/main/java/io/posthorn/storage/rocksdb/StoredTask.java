package io.posthorn.storage.rocksdb;

import io.posthorn.message.Task;
import io.posthorn.storage.codec.TaskCodec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stored message says about its delivery: decoded when somebody asks, encoded when it is
 * new, and moved about as the bytes it is. Used by one thread at a time.
 */
final class StoredTask {
  private byte @Nullable [] bytes;
  private @Nullable Task task;

  private StoredTask(byte @Nullable [] bytes, @Nullable Task task) {
    this.bytes = bytes;
    this.task = task;
  }

  static @Nullable StoredTask of(@Nullable Task task) {
    return task == null ? null : new StoredTask(null, task);
  }

  static StoredTask of(byte[] bytes) {
    return new StoredTask(bytes, null);
  }

  Task task() {
    Task decoded = task;
    if (decoded == null) {
      decoded = TaskCodec.decode(bytes());
      task = decoded;
    }
    return decoded;
  }

  byte[] bytes() {
    byte[] encoded = bytes;
    if (encoded == null) {
      encoded = TaskCodec.encode(task());
      bytes = encoded;
    }
    return encoded;
  }

  boolean repeats() {
    return task != null ? task.repeat() != null : TaskCodec.repeats(bytes());
  }

  /** Whether it has a retry policy of its own. */
  boolean retries() {
    return task != null ? task.retry() != null : TaskCodec.retries(bytes());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredTask that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return task().toString();
  }
}
