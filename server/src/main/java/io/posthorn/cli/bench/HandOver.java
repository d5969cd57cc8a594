package io.posthorn.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The two sides of a hand-over: a producer that writes the instant into the message, a long poll
 * that reads it.
 */
final class HandOver {
  /** Digits of an instant, and the least size of such a message. */
  static final int STAMP = 20;

  private HandOver() {}

  /** Puts messages that say when they were meant to be sent. */
  static final class Producer implements Dialogue {
    private final ByteBuffer[] requests;
    private final int size;
    private int next;

    /** Of requests that end in a body of {@code size} bytes. */
    Producer(byte[][] requests, int first, int size) {
      this.requests = new ByteBuffer[requests.length];
      for (int i = 0; i < requests.length; i++) {
        this.requests[i] = RequestBytes.direct(requests[i]);
      }
      this.size = size;
      this.next = first % requests.length;
    }

    @Override
    public ByteBuffer next(long intended) {
      ByteBuffer request = requests[next];
      next = (next + 1) % requests.length;
      byte[] stamp = String.format("%0" + STAMP + "d", intended).getBytes(ISO_8859_1);
      request.clear().position(request.limit() - size);
      return request.put(stamp).rewind();
    }

    @Override
    public Operation operation() {
      return Operation.PUT;
    }

    @Override
    public int judge(ResponseReader answer) {
      return answer.status() == 201 ? 1 : ERROR;
    }
  }

  /** Waits in long polls. */
  static final class Consumer implements Dialogue {
    private final ByteBuffer request;
    private @Nullable Long sentAt;

    Consumer(byte[] request) {
      this.request = ByteBuffer.wrap(request);
    }

    @Override
    public ByteBuffer next(long intended) {
      return request.rewind();
    }

    @Override
    public Operation operation() {
      return Operation.HAND_OVER;
    }

    @Override
    public int judge(ResponseReader answer) {
      sentAt = null;
      if (answer.status() == 204) {
        return 0;
      }
      if (answer.status() != 200 || answer.bodyLength() < STAMP) {
        return ERROR;
      }
      try {
        sentAt = Long.valueOf(answer.body().substring(0, STAMP));
      } catch (NumberFormatException e) {
        return ERROR;
      }
      return 1;
    }

    @Override
    public long since(long intended) {
      return sentAt == null ? intended : sentAt;
    }
  }
}
