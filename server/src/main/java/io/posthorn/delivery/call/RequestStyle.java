package io.posthorn.delivery.call;

/** How the head of a request is written. */
public enum RequestStyle {
  /**
   * HTTP/1.1, or HTTP/2 where https offers it: {@code Host}, the call's headers, {@code
   * User-Agent}, {@code Content-Length}; connections are kept.
   */
  USUAL,
  /**
   * HTTP/1.0 as small clients write it: {@code Host}, always with the port, the call's headers with
   * {@code Content-Length} before {@code Content-Type}, {@code Connection: close}, nothing else.
   */
  PLAIN_1_0,
  /** The same as HTTP/1.1. */
  PLAIN_1_1,
  /** The same as HTTP/1.1 without {@code Connection}: connections are kept. */
  PLAIN_KEPT;

  /** Whether nothing is sent that the call does not have, but what frames it. */
  boolean plain() {
    return this != USUAL;
  }

  /** Whether the connection ends with the answer. */
  boolean closes() {
    return this == PLAIN_1_0 || this == PLAIN_1_1;
  }
}
