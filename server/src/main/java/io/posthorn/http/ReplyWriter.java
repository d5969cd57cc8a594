package io.posthorn.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Writes one reply: head and body at once when small, otherwise in slices as fast as the client
 * reads.
 */
final class ReplyWriter {
  private static final int SLICE_BYTES = 64 << 10;
  private static final int WHOLE_BYTES = 4 * SLICE_BYTES;
  private static final Buffer NOTHING = Buffer.buffer();
  private static final CharSequence DATE = HeaderText.of("Date");
  private static final CharSequence CONTENT_LENGTH = HeaderText.of("Content-Length");
  private static final CharSequence CONNECTION = HeaderText.of("Connection");
  private static final CharSequence CLOSE = HeaderText.of("close");
  private static final CharSequence KEEP_ALIVE = HeaderText.of("keep-alive");

  private final HttpExchange exchange;
  private final Reply reply;
  private final boolean close;
  private final HttpServerResponse response;
  private int written;

  ReplyWriter(HttpExchange exchange, Reply reply, boolean close) {
    this.exchange = exchange;
    this.reply = reply;
    this.close = close;
    this.response = exchange.request.response();
  }

  void write() {
    if (reply.status() != 200) {
      response.setStatusCode(reply.status());
    }
    if (reply.reason() != null) {
      response.setStatusMessage(reply.reason());
    }
    boolean hot = exchange.minorVersion() == 1 && exchange.clientKeepsAlive();
    addHeaders(response.headers());
    if (!hot) {
      // Vert.x replaces Connection and adds Content-Length its own way: put the headers meant in
      // their place.
      response.headersEndHandler(ignored -> addHeaders(response.headers().clear()));
    }
    byte[] body = reply.body();
    if (body.length > WHOLE_BYTES && !isHead()) {
      slices();
      return;
    }
    end(response.end(body.length == 0 || isHead() ? NOTHING : Buffer.buffer(body)));
  }

  private boolean isHead() {
    return exchange.method().equals("HEAD");
  }

  private boolean isRead() {
    return exchange.method().equals("GET") || isHead();
  }

  private void addHeaders(MultiMap headers) {
    List<? extends CharSequence> given = reply.headers();
    for (int i = 0; i + 1 < given.size(); i += 2) {
      headers.add(given.get(i), given.get(i + 1));
    }
    if (!reply.exact()) {
      headers.add(DATE, exchange.date());
      if (reply.status() >= 200 && reply.status() != 204 && reply.status() != 304) {
        headers.add(CONTENT_LENGTH, Integer.toString(reply.body().length));
      }
      if (close || !exchange.clientKeepsAlive()) {
        headers.add(CONNECTION, CLOSE);
      } else if (exchange.minorVersion() == 0) {
        headers.add(CONNECTION, KEEP_ALIVE);
      }
      SecurityHeaders.add(headers, isRead(), reply.status() != 304, exchange.isEncrypted());
    }
  }

  private void slices() {
    byte[] body = reply.body();
    exchange.connection.progress();
    while (body.length - written > SLICE_BYTES) {
      if (exchange.connection.isClosed()) {
        return;
      }
      if (response.writeQueueFull()) {
        exchange.connection.written();
        response.drainHandler(ignored -> slices());
        return;
      }
      response.write(Buffer.buffer(SLICE_BYTES).appendBytes(body, written, SLICE_BYTES));
      written += SLICE_BYTES;
    }
    response.drainHandler(null);
    end(response.end(Buffer.buffer().appendBytes(body, written, body.length - written)));
  }

  private void end(Future<Void> sent) {
    boolean closeAfter = close && exchange.clientKeepsAlive();
    if (!closeAfter) {
      exchange.sent(false);
    } else {
      sent.onComplete(ignored -> exchange.sent(true));
    }
  }
}
