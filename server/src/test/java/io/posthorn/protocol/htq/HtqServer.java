package io.posthorn.protocol.htq;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.http.Guard;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.http.Protocol;
import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Browse;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;

/** HTQ on a free port over a memory engine of its own, and a client of it. */
final class HtqServer implements AutoCloseable {
  static final String KEY = "the-key";
  static final String TOKEN = "the-token";

  final EngineClock clock = EngineClock.system();
  final MemoryStorageEngine engine = new MemoryStorageEngine(clock);
  final Broker broker = new Broker(engine, BrokerLimits.DEFAULT, true, new Random(1));
  final HtqProtocol protocol;
  final int port;
  private final HttpTransport transport = HttpTransport.open(2, InstantSource.system());

  HtqServer(ZoneId zone) {
    InstantSource now = () -> Instant.ofEpochMilli(clock.wallNow());
    protocol =
        new HtqProtocol(
            broker,
            new HtqOptions(KEY, TOKEN, zone, now, new Random(2)),
            BrokerLimits.DEFAULT.batch(),
            Guard.open());
    port = listen(protocol).port();
  }

  HttpListener listen(Protocol served) {
    try {
      return transport.listen(ListenerOptions.on("127.0.0.1", 0), served);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls the API with key and token and the name-value pairs given, as a multipart form. */
  String call(String path, String... fields) throws IOException {
    return text(post(path, multipart(withAuth(fields))));
  }

  RawReply post(String path, String headersAndBody) throws IOException {
    return send("POST " + path + " HTTP/1.1\r\nHost: h\r\n" + headersAndBody);
  }

  RawReply send(String request) throws IOException {
    try (var client = new RawConnection(port)) {
      return client.send(request.getBytes(StandardCharsets.UTF_8)).receive();
    }
  }

  static String text(RawReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  static String[] withAuth(String... fields) {
    String[] all = new String[fields.length + 4];
    all[0] = "app_key";
    all[1] = KEY;
    all[2] = "app_token";
    all[3] = TOKEN;
    System.arraycopy(fields, 0, all, 4, fields.length);
    return all;
  }

  /** Headers and body of a form as curl writes it. */
  static String multipart(String... fields) {
    String boundary = "------------------------1d74496d66958873";
    var body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append("--")
          .append(boundary)
          .append("\r\nContent-Disposition: form-data; name=\"")
          .append(fields[i])
          .append("\"\r\n\r\n")
          .append(fields[i + 1])
          .append("\r\n");
    }
    body.append("--").append(boundary).append("--\r\n");
    return body("multipart/form-data; boundary=" + boundary, body.toString());
  }

  static String body(String type, String body) {
    return "Content-Type: "
        + type
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** The unfinished tasks of {@code queue}, by sequence. */
  List<MessageView> tasks(String queue) {
    return broker
        .browse(
            new Browse(
                QueueName.of(queue), null, Browse.By.SEQUENCE, 0, false, 1000, 8 << 20, false))
        .join()
        .messages();
  }

  @Override
  public void close() {
    transport.close();
    broker.close();
    engine.close();
  }
}
