package io.posthorn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.posthorn.access.Access;
import io.posthorn.access.KeyFile;
import io.posthorn.access.Route;
import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.BrokerOptions;
import io.posthorn.config.ConfigException;
import io.posthorn.config.DelayerConfig;
import io.posthorn.config.HttpConfig;
import io.posthorn.config.LimitsConfig;
import io.posthorn.config.ServerConfig;
import io.posthorn.config.TlsConfig;
import io.posthorn.console.ApiPage;
import io.posthorn.console.Console;
import io.posthorn.delayer.Delayer;
import io.posthorn.delayer.DelayerOptions;
import io.posthorn.delayer.Slf4jLog;
import io.posthorn.http.Guard;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import io.posthorn.http.Routes;
import io.posthorn.http.TlsFiles;
import io.posthorn.metrics.Meters;
import io.posthorn.metrics.StorageMetrics;
import io.posthorn.monitor.Monitor;
import io.posthorn.monitor.MonitorOptions;
import io.posthorn.monitor.Presence;
import io.posthorn.protocol.htq.HtqOptions;
import io.posthorn.protocol.htq.HtqProtocol;
import io.posthorn.protocol.httpsqs.HttpsqsOptions;
import io.posthorn.protocol.httpsqs.HttpsqsProtocol;
import io.posthorn.protocol.rest.ApiDocument;
import io.posthorn.protocol.rest.NativeApi;
import io.posthorn.protocol.rest.Node;
import io.posthorn.source.RelayDialects;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.NodeInfo;
import io.posthorn.storage.StorageEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Posthorn: the one class that knows all parts, and the order in which they start and
 * stop.
 */
public final class Server implements AutoCloseable {
  /** What the main listener serves. */
  public enum Front {
    /** Everything. */
    ALL,
    /** HTTPSQS on every path, as the original did. */
    HTTPSQS,
    /** HTQ: {@code /} and {@code /api/*}, as the original did. */
    HTQ
  }

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration HOUSEKEEPING = Duration.ofMillis(250);
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final int MAX_TARGET = 1 << 20;
  private static final int MAX_HEAD = 64 << 10;
  private static final long HEADS = 32L << 20;
  private static final long UNSENT = 64L << 20;
  private static final long LEAST_OF_A_LOOP = 8L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Parts parts = new Parts();
  private final ServerConfig config;
  private int port;

  private Server(ServerConfig config) {
    this.config = config;
  }

  /**
   * Starts all parts; returns when requests are accepted.
   *
   * @throws StartException naming what is in the way; nothing is left running then
   */
  public static Server start(ServerConfig config, Front front) {
    Server server = new Server(config);
    try {
      server.open(front);
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void open(Front front) {
    if (front == Front.HTQ && !config.htq().isServed()) {
      throw new ConfigException("htq.appKey is not set (expected: what requests must send)");
    }
    // Delivery may call, and so load Netty's codecs, before a listener is opened.
    HttpTransport.prepare();
    DataDirectory data = parts.started(DataDirectory.open(config.data()));
    StorageMetrics storage = Meters.storage();
    StorageEngine engine =
        parts.started(Engines.open(config, data.path(), EngineClock.system(), storage));
    EngineClock clock = engine.clock();
    BrokerLimits limits = limits(config.limits());
    BrokerOptions options = new BrokerOptions(config.createOnUse(), HOUSEKEEPING, GRACE);
    Meters meters =
        parts.started(
            new Meters(storage, clock, config.metrics().historyQueues(), Build.version()));
    Broker broker =
        parts.started(new Broker(engine, limits, options, new Random(), meters.broker()));

    RelayDialects dialects = new RelayDialects();
    Delivering delivering =
        config.delivery().enabled()
            ? parts.started(
                Delivering.start(
                    config.delivery(),
                    broker,
                    dialects,
                    clock,
                    limits.batch(),
                    GRACE,
                    meters.delivery()))
            : null;

    @Nullable String jobs = config.delayer().redis();
    if (jobs != null) {
      parts.started(delayer(jobs, config.delayer(), clock));
    }

    Guard guard = guard(data.path());
    Monitor monitor =
        parts.started(
            Monitor.start(
                broker, meters, clock, clock.wallClock(), monitorOptions(engine, limits)));
    Node node = node(clock);
    Presence presence = parts.started(new Presence(engine.nodes()));
    NativeApi nativeApi =
        new NativeApi(broker, limits, clock, Engines.copies(engine, data.path()), guard)
            .watchedBy(monitor, node, presence::others);
    HttpsqsProtocol httpsqs = new HttpsqsProtocol(broker, httpsqs(engine), guard);
    Protocol protocol =
        switch (front) {
          case HTTPSQS -> httpsqs;
          case HTQ -> htq(broker, limits, clock, guard);
          case ALL -> {
            var routes =
                new Routes(httpsqs, nativeApi)
                    .path("/metrics", guard.guarding(Route.METRICS, new MetricsEndpoint(monitor)))
                    .path("/openapi.yaml", new ApiDocument())
                    .path("/healthz", exchange -> exchange.reply(Reply.text(200, "ok")))
                    .path("/readyz", new Readiness(engine))
                    .folder(Console.PATH, new Console(Server::readPages))
                    .folder(ApiPage.PATH, new ApiPage(ApiDocument::bytes, Server::readPages))
                    .browsers(Console.redirect());
            yield config.htq().isServed() ? routes.api(htq(broker, limits, clock, guard)) : routes;
          }
        };
    HttpTransport transport =
        parts.started(
            HttpTransport.open(eventLoops(config.http()), clock.wallClock(), meters.http()));
    HttpListener listener = listen(transport, protocol);
    port = listener.port();
    presence.announce(
        new NodeInfo(
            UUID.randomUUID().toString(),
            NodeName.of(config.listen().host(), port),
            node.version(),
            node.startedAt()));
    watch(listener);
    parts.started(() -> drain(listener, broker, monitor, delivering));
    parts.started(Relays.start(config, broker, dialects, data.path(), clock));
  }

  /** Where it listens, as in {@code http://127.0.0.1:1218}. */
  public String address() {
    String host = config.listen().host();
    return (config.tls().isServed() ? "https://" : "http://")
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  /**
   * Stops all parts, last started first: accepts no more, finishes what it began, makes it durable.
   */
  @Override
  public void close() {
    parts.close();
  }

  /**
   * Stops accepting, and ends the long polls that would otherwise keep their requests waiting;
   * finishes deliveries while the broker still settles them.
   */
  private static void drain(
      HttpListener listener, Broker broker, Monitor monitor, @Nullable Delivering delivering)
      throws InterruptedException {
    Thread stopping = new Thread(() -> listener.stop(GRACE), "posthorn-listener-stop");
    stopping.start();
    broker.endWaits();
    monitor.endStreams();
    if (delivering != null) {
      delivering.close();
    }
    broker.close();
    stopping.join();
  }

  private static void readPages(Runnable task) {
    new Thread(task, "posthorn-console").start();
  }

  private HttpListener listen(HttpTransport transport, Protocol protocol) {
    HttpConfig http = config.http();
    ListenerOptions options =
        new ListenerOptions(
            config.listen().host(),
            config.listen().port(),
            new ListenerOptions.Times(http.idleTimeout(), http.headTimeout(), http.bodyTimeout()),
            new ListenerOptions.Sizes(
                http.maxBody(),
                http.bodyBudget(),
                MAX_TARGET,
                MAX_HEAD,
                Math.max(HEADS, LEAST_OF_A_LOOP * eventLoops(http)),
                Math.max(UNSENT, LEAST_OF_A_LOOP * eventLoops(http)),
                http.replyBudget()),
            http.maxConnections(),
            http.maxConnectionsPerAddress(),
            tls());
    try {
      return transport.listen(options, protocol);
    } catch (IOException e) {
      throw new StartException(StartException.Part.LISTENER, String.valueOf(e.getMessage()), e);
    }
  }

  /** Lets in who has a key of the configuration or of the data directory, which may change. */
  private Guard guard(Path data) {
    KeyFile file = new KeyFile(data);
    try {
      Access access = Access.of(config.access().keys(), file);
      parts.started(FileWatch.start(List.of(file.path()), WATCH, access::reload));
      return new Guard(access, isLoopback(config.listen().host()));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("keys can't be read: " + e.getMessage(), e);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Listening will fail and say so.
      return false;
    }
  }

  private @Nullable TlsFiles tls() {
    TlsConfig tls = config.tls();
    return tls.isServed()
        ? new TlsFiles(
            Path.of(requireNonNull(tls.certificate())),
            Path.of(requireNonNull(tls.key())),
            tls.clientCa() == null ? null : Path.of(tls.clientCa()))
        : null;
  }

  /** Has {@code listener} use certificates that are put in the place of those it has. */
  private void watch(HttpListener listener) {
    TlsFiles files = tls();
    if (files != null) {
      parts.started(FileWatch.start(files.paths(), WATCH, () -> reload(listener)));
    }
  }

  private static void reload(HttpListener listener) throws IOException {
    listener.reloadTls();
    LOG.info("The certificate was read again");
  }

  private HttpsqsOptions httpsqs(StorageEngine engine) {
    @Nullable String auth = config.httpsqs().auth();
    @Nullable String password = auth == null ? null : new String(auth.getBytes(UTF_8), ISO_8859_1);
    return new HttpsqsOptions(
        password, config.httpsqs().decodeOnce(), interval -> Engines.flushEvery(engine, interval));
  }

  private HtqProtocol htq(Broker broker, BrokerLimits limits, EngineClock clock, Guard guard) {
    HtqOptions options =
        new HtqOptions(
            String.valueOf(config.htq().appKey()),
            String.valueOf(config.htq().appToken()),
            ZoneId.systemDefault(),
            clock.wallClock(),
            new Random());
    return new HtqProtocol(broker, options, limits.batch(), guard);
  }

  private Node node(EngineClock clock) {
    return new Node(
        NodeName.of(config.listen().host(), config.listen().port()),
        Build.version(),
        config.storage().engine().name().toLowerCase(Locale.ROOT),
        clock.wallClock().instant());
  }

  private MonitorOptions monitorOptions(StorageEngine engine, BrokerLimits limits) {
    return MonitorOptions.of(config.metrics().queues(), engine.exclusive(), limits.batch());
  }

  private static Delayer delayer(String redis, DelayerConfig config, EngineClock clock) {
    try {
      var options =
          DelayerOptions.of(redis, config.keyPrefix(), config.oldKeys(), config.interval());
      return Delayer.start(options, clock.wallClock(), new Slf4jLog());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("delayer.redis: " + e.getMessage(), e);
    }
  }

  /** What requests to the broker may ask. */
  static BrokerLimits limits(LimitsConfig limits) {
    return new BrokerLimits(
        limits.batch(),
        limits.longPoll(),
        limits.minLease(),
        limits.maxLease(),
        limits.body(),
        limits.delay(),
        limits.handOut(),
        limits.waiters());
  }

  private static int eventLoops(HttpConfig http) {
    return http.eventLoops() > 0 ? http.eventLoops() : Runtime.getRuntime().availableProcessors();
  }
}
