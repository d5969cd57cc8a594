package io.posthorn.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the body of one request, then hands the exchange to its protocol. */
final class BodyReceiver {
  private static final byte[] EMPTY = {};

  /**
   * Bodies up to here are not counted against the budget: the number of connections bounds them.
   */
  private static final int UNCOUNTED_BYTES = 4 << 10;

  private static final int CHUNKED = -1;

  private final HttpExchange exchange;
  private final HttpServerRequest request;
  private byte[] bytes = EMPTY;
  private int size;
  private int declared = CHUNKED;
  private boolean done;

  BodyReceiver(HttpExchange exchange, HttpServerRequest request) {
    this.exchange = exchange;
    this.request = request;
  }

  void receive() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    if (length == null && !chunked) {
      exchange.handle(EMPTY);
      return;
    }
    if (!chunked) {
      long bytes = parse(length);
      if (bytes < 0) {
        exchange.refuse(Refusal.MALFORMED);
        return;
      }
      if (bytes == 0) {
        exchange.handle(EMPTY);
        return;
      }
      if (bytes > limit()) {
        refuse(Refusal.BODY_TOO_LARGE);
        return;
      }
      declared = (int) bytes;
      if (declared > UNCOUNTED_BYTES && !admitted()) {
        return;
      }
    }
    String expect = request.getHeader(HttpHeaders.EXPECT);
    if (expect != null) {
      if (!expect.equalsIgnoreCase("100-continue")) {
        refuse(Refusal.EXPECTATION_FAILED);
        return;
      }
      request.response().writeContinue();
    }
    request.handler(this::chunk);
    if (declared == CHUNKED) {
      request.endHandler(ignored -> finish());
    }
    request.exceptionHandler(this::failed);
  }

  /** The body broke off, which the connection's end takes care of, or was no valid one. */
  private void failed(Throwable e) {
    if (!done && !(e instanceof HttpClosedException)) {
      done = true;
      exchange.refuse(Refusal.MALFORMED);
    }
  }

  private int limit() {
    return exchange.connection.loop.shared.options.sizes().body();
  }

  /** Whether who sends this is let in: others are not worth the memory. */
  private boolean admitted() {
    Supplier<Reply> denial = exchange.connection.loop.shared.protocol.admit(exchange);
    if (denial != null) {
      done = true;
      exchange.refuseUnread(denial);
      discard();
    }
    return denial == null;
  }

  private void chunk(Buffer chunk) {
    if (done) {
      return;
    }
    exchange.connection.progress();
    int length = chunk.length();
    long needed = (long) size + length;
    if (needed > limit()) {
      refuse(Refusal.BODY_TOO_LARGE);
      return;
    }
    if (declared == CHUNKED && needed > UNCOUNTED_BYTES && size <= UNCOUNTED_BYTES && !admitted()) {
      return;
    }
    if (needed > bytes.length && !grow((int) needed)) {
      refuse(Refusal.OVERLOADED);
      return;
    }
    chunk.getBytes(0, length, bytes, size);
    size += length;
    if (size == declared) {
      finish();
    }
  }

  /**
   * Makes room for {@code needed} bytes: as many as declared when that is little, else doubling.
   */
  private boolean grow(int needed) {
    long doubled = Math.max(needed, Math.max(UNCOUNTED_BYTES, 2L * bytes.length));
    int capacity =
        declared == CHUNKED ? (int) Math.min(doubled, limit()) : (int) Math.min(doubled, declared);
    if (capacity > UNCOUNTED_BYTES && !exchange.hold(capacity)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, capacity);
    return true;
  }

  private void finish() {
    if (!done) {
      done = true;
      exchange.handle(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }
  }

  /**
   * Refuses, then throws away what still comes, so that a client that reads only when it has sent
   * everything gets to see the reply.
   */
  private void refuse(Refusal refusal) {
    done = true;
    exchange.refuseUnread(refusal);
    discard();
  }

  private void discard() {
    bytes = EMPTY;
    var discarded = new Discarding(exchange.connection, limit());
    request.handler(discarded::chunk);
    request.endHandler(ignored -> exchange.connection.close());
    request.exceptionHandler(e -> exchange.connection.close());
  }

  /** What is left of a refused body: thrown away up to a limit. */
  private static final class Discarding {
    private final ClientConnection connection;
    private long left;

    Discarding(ClientConnection connection, int body) {
      this.connection = connection;
      this.left = body + (1L << 20);
    }

    void chunk(Buffer chunk) {
      left -= chunk.length();
      if (left < 0) {
        connection.close();
      }
    }
  }

  private static long parse(@Nullable String length) {
    try {
      return length == null ? -1 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
