package io.posthorn.cli.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes requests, once, before the run. */
final class RequestBytes {
  private final String authority;
  private final boolean keepAlive;
  private final String everyTime;

  /**
   * @param everyTime headers of every request: whole lines ended by CRLF
   */
  RequestBytes(Endpoint endpoint, boolean keepAlive, String everyTime) {
    this.authority = endpoint.authority();
    this.keepAlive = keepAlive;
    this.everyTime = everyTime;
  }

  /**
   * A request; {@code headers} are whole lines ended by CRLF; a POST always has a {@code
   * Content-Length}.
   */
  byte[] of(String method, String target, String headers, byte[] body) {
    String length =
        body.length > 0 || method.equals("POST") ? "Content-Length: " + body.length + "\r\n" : "";
    String head =
        method
            + ' '
            + target
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\n"
            + (keepAlive ? "" : "Connection: close\r\n")
            + everyTime
            + headers
            + length
            + "\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, whole, 0, headBytes.length);
    System.arraycopy(body, 0, whole, headBytes.length, body.length);
    return whole;
  }

  /** Outside the heap, so that the JDK need not copy it at every write. */
  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
