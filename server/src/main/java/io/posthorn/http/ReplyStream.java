package io.posthorn.http;

/** A reply without an end, sent piece by piece as there is something to say. For any thread. */
public interface ReplyStream {
  /**
   * Sends a piece. A client that has not read what it was sent before is too slow: its connection
   * is closed.
   */
  void send(byte[] piece);

  /** Ends the reply; the connection is closed after it. */
  void end();
}
