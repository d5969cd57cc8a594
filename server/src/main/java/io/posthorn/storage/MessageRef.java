package io.posthorn.storage;

import io.posthorn.message.MessageId;
import org.jspecify.annotations.Nullable;

/** One message, by id or by its producer's key. Exactly one of the two is given. */
public record MessageRef(@Nullable MessageId id, @Nullable String key) {
  public MessageRef {
    if ((id == null) == (key == null)) {
      throw new IllegalArgumentException("id and key: expected exactly one");
    }
  }

  /** By id. */
  public static MessageRef of(MessageId id) {
    return new MessageRef(id, null);
  }

  /** By key. */
  public static MessageRef ofKey(String key) {
    return new MessageRef(null, key);
  }
}
