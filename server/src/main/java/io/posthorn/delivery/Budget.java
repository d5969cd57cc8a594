package io.posthorn.delivery;

/**
 * How much may be in memory at once: messages that are reserved, or asked for, and their bytes.
 * Belongs to the loop.
 */
final class Budget {
  private final int messages;
  private final long bytes;
  private int messagesUsed;
  private long bytesUsed;

  Budget(int messages, long bytes) {
    this.messages = messages;
    this.bytes = bytes;
  }

  /** Room for further messages. */
  int free() {
    return Math.max(0, messages - messagesUsed);
  }

  /** Room for further bytes. */
  long freeBytes() {
    return Math.max(0, bytes - bytesUsed);
  }

  /** Most messages at once. */
  int most() {
    return messages;
  }

  /** Changes what is used; a message larger than was thought may go beyond the bound. */
  void use(int moreMessages, long moreBytes) {
    messagesUsed += moreMessages;
    bytesUsed += moreBytes;
  }
}
