package io.posthorn.protocol.httpsqs;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.http.Reply;
import io.posthorn.http.Routes;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** HTTPSQS on free ports over an engine of its own, if nothing else is said one in memory. */
final class HttpsqsServer implements AutoCloseable {
  static final String PASSWORD = "mypass123";

  final WeakEngine engine;
  final Broker broker;
  final List<Duration> flushIntervals = new CopyOnWriteArrayList<>();
  private final HttpTransport transport = HttpTransport.open(2, InstantSource.system());

  HttpsqsServer() {
    this(new MemoryStorageEngine(EngineClock.system()));
  }

  HttpsqsServer(StorageEngine engine) {
    this.engine = new WeakEngine(engine);
    this.broker = new Broker(this.engine, BrokerLimits.DEFAULT, true, new Random(1));
  }

  /** A listener that serves HTTPSQS on every path. */
  HttpListener pure(ListenerOptions options, String password, boolean decodeDataOnce) {
    return listen(options, protocol(password, decodeDataOnce));
  }

  HttpListener pure() {
    return pure(local(), null, false);
  }

  /** The pure listener with {@link #PASSWORD}. */
  HttpListener guarded() {
    return pure(local(), PASSWORD, false);
  }

  /** HTTPSQS as the main listener has it; {@code /v1/} is a stand-in. */
  HttpListener main(String password) {
    return listen(local(), new Routes(protocol(password, false), HttpsqsServer::standIn));
  }

  static ListenerOptions local() {
    return ListenerOptions.on("127.0.0.1", 0);
  }

  private HttpsqsProtocol protocol(String password, boolean decodeDataOnce) {
    return new HttpsqsProtocol(
        broker, new HttpsqsOptions(password, decodeDataOnce, flushIntervals::add), Guard.open());
  }

  private HttpListener listen(ListenerOptions options, io.posthorn.http.Protocol protocol) {
    try {
      return transport.listen(options, protocol);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void standIn(Exchange exchange) {
    exchange.reply(Reply.text(200, "native " + exchange.body().length));
  }

  @Override
  public void close() {
    transport.close();
    broker.close();
    engine.close();
  }
}
