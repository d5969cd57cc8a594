package io.posthorn;

import io.posthorn.broker.Broker;
import io.posthorn.config.ConfigException;
import io.posthorn.config.DeliveryConfig;
import io.posthorn.delivery.Dialect;
import io.posthorn.delivery.Dispatcher;
import io.posthorn.delivery.DispatcherOptions;
import io.posthorn.delivery.call.AddressPolicy;
import io.posthorn.delivery.call.AddressPreset;
import io.posthorn.delivery.call.CallerOptions;
import io.posthorn.delivery.call.NettyCaller;
import io.posthorn.delivery.call.Network;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.EngineClock;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The delivery of push queues: the dispatcher and what makes its calls. */
final class Delivering implements AutoCloseable {
  private static final int BATCH = 256;
  private static final Duration IDLE_CONNECTION = Duration.ofSeconds(4);

  private final NettyCaller caller;
  private final Dispatcher dispatcher;

  private Delivering(NettyCaller caller, Dispatcher dispatcher) {
    this.caller = caller;
    this.dispatcher = dispatcher;
  }

  /**
   * Begins to deliver what {@code broker} holds.
   *
   * @param dialects which queues have requests of their own
   * @param batch most messages of one request to the broker
   * @throws ConfigException when a setting can't be used
   */
  static Delivering start(
      DeliveryConfig config,
      Broker broker,
      Dialect.Choice dialects,
      EngineClock clock,
      int batch,
      Duration grace,
      DeliveryMetrics metrics) {
    NettyCaller caller = caller(config, clock);
    var options =
        new DispatcherOptions(
            config.maxInFlight(),
            config.maxInFlightBytes(),
            config.targetShare() / 100.0,
            Math.min(batch, BATCH),
            grace);
    return new Delivering(
        caller, Dispatcher.start(broker, caller, options, dialects, clock, new Random(), metrics));
  }

  @Override
  public void close() {
    dispatcher.close();
    caller.close();
  }

  private static NettyCaller caller(DeliveryConfig config, EngineClock clock) {
    DeliveryConfig.Tls files = config.tls();
    if ((files.certificate() == null) != (files.key() == null)) {
      throw new ConfigException(
          "delivery.tls.certificate and delivery.tls.key: one alone (expected: both or none)");
    }
    var tls = new CallerOptions.Tls(path(files.ca()), path(files.certificate()), path(files.key()));
    int perTarget = Math.max(1, config.maxInFlight() * config.targetShare() / 100);
    CallerOptions options =
        CallerOptions.of(Runtime.getRuntime().availableProcessors(), "Posthorn")
            .withTls(tls)
            .withProxy(proxy(config.proxy()))
            .withHttp2(config.http2())
            .withMaxAnswer(config.maxAnswer())
            .withConnections(
                Math.max(perTarget, 256), Math.max(config.maxInFlight(), 256), IDLE_CONNECTION);
    try {
      return NettyCaller.open(
          options, policy(config.addresses()), () -> Instant.ofEpochMilli(clock.elapsedNow()));
    } catch (IOException e) {
      throw new ConfigException("delivery.tls: " + e.getMessage(), e);
    }
  }

  private static AddressPolicy policy(DeliveryConfig.Addresses addresses) {
    return new AddressPolicy(
        AddressPreset.parse(addresses.preset()),
        networks("delivery.addresses.allow", addresses.allow()),
        networks("delivery.addresses.deny", addresses.deny()));
  }

  private static List<Network> networks(String key, List<String> texts) {
    try {
      return texts.stream().map(Network::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key + ": " + e.getMessage(), e);
    }
  }

  static CallerOptions.@Nullable Proxy proxy(@Nullable String text) {
    if (text == null) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw noProxy();
    }
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
      throw noProxy();
    }
    String user = uri.getRawUserInfo();
    return new CallerOptions.Proxy(
        unbracketed(uri.getHost()), uri.getPort(), user == null ? null : basic(user));
  }

  /** An IPv6 address has brackets in a URI, and there alone. */
  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String basic(String user) {
    String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** Says nothing of the value: it may have a password. */
  private static ConfigException noProxy() {
    return new ConfigException(
        "delivery.proxy: not usable (expected: like http://user:password@proxy:3128)");
  }

  private static @Nullable Path path(@Nullable String file) {
    return file == null ? null : Path.of(file);
  }
}
