package io.posthorn.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Sends the pieces of one reply. Confined to the event loop, but for its methods. */
final class HttpReplyStream implements ReplyStream {
  private final HttpExchange exchange;
  private final HttpServerResponse response;
  private boolean ended;

  HttpReplyStream(HttpExchange exchange) {
    this.exchange = exchange;
    this.response = exchange.request.response();
  }

  void begin(List<? extends CharSequence> headers) {
    response.setChunked(exchange.minorVersion() == 1);
    for (int i = 0; i + 1 < headers.size(); i += 2) {
      response.headers().add(headers.get(i), headers.get(i + 1));
    }
    response.headers().add("Date", exchange.date()).add("Connection", "close");
    SecurityHeaders.add(response.headers(), true, true, exchange.isEncrypted());
  }

  @Override
  public void send(byte[] piece) {
    exchange.connection.loop.execute(() -> write(piece));
  }

  private void write(byte[] piece) {
    if (ended || exchange.connection.isClosed()) {
      return;
    }
    if (response.writeQueueFull()) {
      ended = true;
      exchange.connection.closeNow();
      return;
    }
    response.write(Buffer.buffer(piece));
  }

  @Override
  public void end() {
    exchange.connection.loop.execute(
        () -> {
          if (!ended && !exchange.connection.isClosed()) {
            ended = true;
            response.end().onComplete(ignored -> exchange.sent(true));
          }
        });
  }
}
