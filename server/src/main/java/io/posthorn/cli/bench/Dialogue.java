package io.posthorn.cli.bench;

import java.nio.ByteBuffer;

/**
 * One client's side of a conversation: what it asks next, and what it thinks of the answer. For one
 * thread.
 */
interface Dialogue {
  /** A judgement: the answer was none that may be expected. */
  int ERROR = -1;

  /**
   * The next request, ready to be written; valid until the call after the next {@link #judge}.
   *
   * @param intended when it was meant to be sent, nanoTime
   */
  ByteBuffer next(long intended);

  /** What the request last returned does. */
  Operation operation();

  /** How many messages the answer moved; 0 = there was nothing; {@link #ERROR}. */
  int judge(ResponseReader answer);

  /** The instant that the latency of the answer just judged counts from. */
  default long since(long intended) {
    return intended;
  }
}
