package io.posthorn.client;

/** Which message of a queue is meant: by id, or by the key of an unfinished one. Immutable. */
public final class MessageRef {
  private final String path;

  private MessageRef(String path) {
    this.path = path;
  }

  /** The message with this id. */
  public static MessageRef id(String id) {
    return new MessageRef(Percent.encode(id));
  }

  /** The unfinished message with this key. */
  public static MessageRef key(String key) {
    return new MessageRef("key:" + Percent.encode(key));
  }

  String path() {
    return path;
  }

  @Override
  public String toString() {
    return path;
  }
}
