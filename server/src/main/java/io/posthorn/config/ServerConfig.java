package io.posthorn.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a server is told.
 *
 * @param data the data directory
 * @param listen the main listener's address
 * @param tls what it proves itself with
 * @param access who may use it
 * @param storage where messages are kept
 * @param redis the Redis that the redis engine uses
 * @param http bounds of the listener
 * @param limits bounds on requests
 * @param createOnUse whether the first message to an unknown queue makes it
 * @param delivery how push queues are delivered
 * @param metrics how much is kept of the past, and apart
 * @param httpsqs the HTTPSQS front
 * @param htq the HTQ front
 * @param delayer the mover of Delayer's jobs
 * @param sources what is taken from elsewhere
 */
public record ServerConfig(
    Path data,
    ListenConfig listen,
    TlsConfig tls,
    AccessConfig access,
    StorageConfig storage,
    RedisConfig redis,
    HttpConfig http,
    LimitsConfig limits,
    boolean createOnUse,
    DeliveryConfig delivery,
    MetricsConfig metrics,
    HttpsqsConfig httpsqs,
    HtqConfig htq,
    DelayerConfig delayer,
    SourcesConfig sources) {
  /** The configuration that {@code settings} spell. */
  static ServerConfig of(Settings settings) {
    return new ServerConfig(
        Path.of(settings.get(Keys.DATA)),
        new ListenConfig(
            settings.get(Keys.LISTEN_HOST),
            settings.get(Keys.LISTEN_PORT),
            settings.get(Keys.LISTEN_INSECURE)),
        new TlsConfig(
            settings.find(Keys.TLS_CERTIFICATE),
            settings.find(Keys.TLS_KEY),
            settings.find(Keys.TLS_CLIENT_CA)),
        new AccessConfig(list(settings.find(Keys.ACCESS_KEYS))),
        storage(settings),
        redis(settings),
        new HttpConfig(
            settings.get(Keys.HTTP_MAX_BODY),
            settings.get(Keys.HTTP_BODY_BUDGET),
            settings.get(Keys.HTTP_REPLY_BUDGET),
            settings.get(Keys.HTTP_IDLE_TIMEOUT),
            settings.get(Keys.HTTP_HEAD_TIMEOUT),
            settings.get(Keys.HTTP_BODY_TIMEOUT),
            settings.get(Keys.HTTP_MAX_CONNECTIONS),
            settings.get(Keys.HTTP_MAX_CONNECTIONS_PER_ADDRESS),
            settings.get(Keys.HTTP_EVENT_LOOPS)),
        limits(settings),
        settings.get(Keys.QUEUES_CREATE_ON_USE),
        delivery(settings),
        new MetricsConfig(
            settings.get(Keys.METRICS_QUEUES), settings.get(Keys.METRICS_HISTORY_QUEUES)),
        new HttpsqsConfig(settings.find(Keys.HTTPSQS_AUTH), settings.get(Keys.HTTPSQS_DECODE_ONCE)),
        new HtqConfig(settings.find(Keys.HTQ_APP_KEY), settings.find(Keys.HTQ_APP_TOKEN)),
        new DelayerConfig(
            settings.find(Keys.DELAYER_REDIS),
            settings.get(Keys.DELAYER_INTERVAL),
            settings.get(Keys.DELAYER_KEY_PREFIX),
            settings.get(Keys.DELAYER_OLD_KEYS)),
        new SourcesConfig(list(settings.find(Keys.SOURCES_RELAY))));
  }

  private static RedisConfig redis(Settings settings) {
    String uri = settings.find(Keys.REDIS_URI);
    return new RedisConfig(
        uri == null ? RedisConfig.LOCAL : uri,
        settings.get(Keys.REDIS_TIMEOUT),
        settings.get(Keys.REDIS_MIN_REPLICAS));
  }

  private static StorageConfig storage(Settings settings) {
    return new StorageConfig(
        settings.get(Keys.STORAGE_ENGINE),
        settings.get(Keys.STORAGE_DURABILITY),
        settings.get(Keys.STORAGE_FLUSH_INTERVAL),
        settings.get(Keys.STORAGE_MIN_FREE),
        settings.get(Keys.STORAGE_UNSAFE_NO_SYNC),
        new StorageConfig.Memory(
            settings.get(Keys.STORAGE_MEMTABLES),
            settings.get(Keys.STORAGE_BLOCK_CACHE),
            settings.get(Keys.STORAGE_MAX_OPEN_FILES),
            settings.get(Keys.STORAGE_BLOB_THRESHOLD),
            settings.get(Keys.STORAGE_CACHED_QUEUES),
            settings.get(Keys.STORAGE_WINDOWS)));
  }

  private static DeliveryConfig delivery(Settings settings) {
    return new DeliveryConfig(
        settings.get(Keys.DELIVERY_ENABLED),
        settings.get(Keys.DELIVERY_MAX_IN_FLIGHT),
        settings.get(Keys.DELIVERY_MAX_IN_FLIGHT_BYTES),
        settings.get(Keys.DELIVERY_TARGET_SHARE),
        new DeliveryConfig.Addresses(
            settings.get(Keys.DELIVERY_ADDRESSES_PRESET),
            list(settings.find(Keys.DELIVERY_ADDRESSES_ALLOW)),
            list(settings.find(Keys.DELIVERY_ADDRESSES_DENY))),
        new DeliveryConfig.Tls(
            settings.find(Keys.DELIVERY_TLS_CA),
            settings.find(Keys.DELIVERY_TLS_CERTIFICATE),
            settings.find(Keys.DELIVERY_TLS_KEY)),
        settings.find(Keys.DELIVERY_PROXY),
        settings.get(Keys.DELIVERY_HTTP2),
        settings.get(Keys.DELIVERY_MAX_ANSWER));
  }

  private static <T> List<T> list(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }

  private static LimitsConfig limits(Settings settings) {
    return new LimitsConfig(
        settings.get(Keys.LIMITS_BATCH),
        settings.get(Keys.LIMITS_LONG_POLL),
        settings.get(Keys.LIMITS_MIN_LEASE),
        settings.get(Keys.LIMITS_MAX_LEASE),
        settings.get(Keys.LIMITS_BODY),
        settings.get(Keys.LIMITS_DELAY),
        settings.get(Keys.LIMITS_HAND_OUT),
        settings.get(Keys.LIMITS_WAITERS));
  }
}
