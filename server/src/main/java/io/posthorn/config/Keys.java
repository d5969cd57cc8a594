package io.posthorn.config;

import io.posthorn.access.AccessKey;
import io.posthorn.message.Durability;
import java.time.Duration;
import java.util.List;

/**
 * Every setting there is. The commented file and docs/configuration.md say what they mean; a test
 * holds them equal.
 */
final class Keys {
  static final Key<String> DATA = Key.of("data", "data", Kind.name());

  static final Key<String> LISTEN_HOST = Key.of("listen.host", "127.0.0.1", Kind.name());
  static final Key<Integer> LISTEN_PORT = Key.of("listen.port", "1218", Kind.integer(0, 65_535));
  static final Key<Boolean> LISTEN_INSECURE = Key.of("listen.insecure", "false", Kind.flag());

  static final Key<String> TLS_CERTIFICATE = Key.unset("tls.certificate", Kind.name());
  static final Key<String> TLS_KEY = Key.unset("tls.key", Kind.name());
  static final Key<String> TLS_CLIENT_CA = Key.unset("tls.clientCa", Kind.name());

  static final Key<List<AccessKey>> ACCESS_KEYS = Key.unset("access.keys", Kind.accessKeys());

  static final Key<StorageConfig.Engine> STORAGE_ENGINE =
      Key.of("storage.engine", "rocksdb", Kind.choice(StorageConfig.Engine.class));
  static final Key<Durability> STORAGE_DURABILITY =
      Key.of("storage.durability", "flushed", Kind.choice(Durability.class));
  static final Key<Duration> STORAGE_FLUSH_INTERVAL =
      Key.of("storage.flushInterval", "5s", Kind.duration("10ms", "1h"));
  static final Key<Long> STORAGE_MIN_FREE =
      Key.of("storage.minFree", "128MB", Kind.size("0", "1024TB"));
  static final Key<Long> STORAGE_MEMTABLES =
      Key.of("storage.memtables", "24MB", Kind.size("1MB", "64GB"));
  static final Key<Long> STORAGE_BLOCK_CACHE =
      Key.of("storage.blockCache", "12MB", Kind.size("1MB", "1024GB"));
  static final Key<Integer> STORAGE_MAX_OPEN_FILES =
      Key.of("storage.maxOpenFiles", "256", Kind.integer(32, 1_000_000));
  static final Key<Integer> STORAGE_BLOB_THRESHOLD =
      Key.of("storage.blobThreshold", "4KB", Kind.bytes("256", "64MB"));
  static final Key<Integer> STORAGE_CACHED_QUEUES =
      Key.of("storage.cachedQueues", "4096", Kind.integer(16, 10_000_000));
  static final Key<Long> STORAGE_WINDOWS =
      Key.of("storage.windows", "4MB", Kind.size("64KB", "16GB"));
  static final Key<Boolean> STORAGE_UNSAFE_NO_SYNC =
      Key.of("storage.unsafeNoSync", "false", Kind.flag());

  static final Key<String> REDIS_URI = Key.secret("redis.uri");
  static final Key<Duration> REDIS_TIMEOUT =
      Key.of("redis.timeout", "900ms", Kind.duration("100ms", "1m"));
  static final Key<Integer> REDIS_MIN_REPLICAS =
      Key.of("redis.minReplicas", "0", Kind.integer(0, 100));

  static final Key<Integer> HTTP_MAX_BODY =
      Key.of("http.maxBody", "64MB", Kind.bytes("1KB", "1GB"));
  static final Key<Long> HTTP_BODY_BUDGET =
      Key.of("http.bodyBudget", "128MB", Kind.size("1KB", "64GB"));
  static final Key<Long> HTTP_REPLY_BUDGET =
      Key.of("http.replyBudget", "128MB", Kind.size("1KB", "64GB"));
  static final Key<Duration> HTTP_IDLE_TIMEOUT =
      Key.of("http.idleTimeout", "60s", Kind.duration("1s", "1d"));
  static final Key<Integer> HTTP_MAX_CONNECTIONS =
      Key.of("http.maxConnections", "16000", Kind.integer(1, 1_000_000));
  static final Key<Integer> HTTP_MAX_CONNECTIONS_PER_ADDRESS =
      Key.of("http.maxConnectionsPerAddress", "12000", Kind.integer(1, 1_000_000));
  static final Key<Duration> HTTP_HEAD_TIMEOUT =
      Key.of("http.headTimeout", "20s", Kind.duration("1s", "1h"));
  static final Key<Duration> HTTP_BODY_TIMEOUT =
      Key.of("http.bodyTimeout", "5m", Kind.duration("1s", "1d"));
  static final Key<Integer> HTTP_EVENT_LOOPS = Key.of("http.eventLoops", "0", Kind.integer(0, 256));

  static final Key<Integer> LIMITS_BATCH = Key.of("limits.batch", "1000", Kind.integer(1, 1000));
  static final Key<Duration> LIMITS_LONG_POLL =
      Key.of("limits.longPoll", "60s", Kind.duration("0s", "10m"));
  static final Key<Duration> LIMITS_MIN_LEASE =
      Key.of("limits.minLease", "1s", Kind.duration("10ms", "1h"));
  static final Key<Duration> LIMITS_MAX_LEASE =
      Key.of("limits.maxLease", "12h", Kind.duration("1s", "30d"));
  static final Key<Integer> LIMITS_BODY = Key.of("limits.body", "64MB", Kind.bytes("1", "1GB"));
  static final Key<Duration> LIMITS_DELAY =
      Key.of("limits.delay", "3653d", Kind.duration("1s", "36500d"));
  static final Key<Long> LIMITS_HAND_OUT =
      Key.of("limits.handOut", "8MB", Kind.size("1KB", "256MB"));
  static final Key<Integer> LIMITS_WAITERS =
      Key.of("limits.waiters", "20000", Kind.integer(0, 1_000_000));

  static final Key<Boolean> QUEUES_CREATE_ON_USE =
      Key.of("queues.createOnUse", "true", Kind.flag());

  static final Key<Boolean> DELIVERY_ENABLED = Key.of("delivery.enabled", "true", Kind.flag());
  static final Key<Integer> DELIVERY_MAX_IN_FLIGHT =
      Key.of("delivery.maxInFlight", "1024", Kind.integer(1, 100_000));
  static final Key<Long> DELIVERY_MAX_IN_FLIGHT_BYTES =
      Key.of("delivery.maxInFlightBytes", "64MB", Kind.size("1MB", "64GB"));
  static final Key<Integer> DELIVERY_TARGET_SHARE =
      Key.of("delivery.targetShare", "10%", Kind.percent(1, 100));
  static final Key<String> DELIVERY_ADDRESSES_PRESET =
      Key.of("delivery.addresses.preset", "local", Kind.oneOf("local", "public-only"));
  static final Key<List<String>> DELIVERY_ADDRESSES_ALLOW =
      Key.unset("delivery.addresses.allow", Kind.names());
  static final Key<List<String>> DELIVERY_ADDRESSES_DENY =
      Key.unset("delivery.addresses.deny", Kind.names());
  static final Key<String> DELIVERY_TLS_CA = Key.unset("delivery.tls.ca", Kind.name());
  static final Key<String> DELIVERY_TLS_CERTIFICATE =
      Key.unset("delivery.tls.certificate", Kind.name());
  static final Key<String> DELIVERY_TLS_KEY = Key.unset("delivery.tls.key", Kind.name());
  static final Key<String> DELIVERY_PROXY = Key.secret("delivery.proxy");
  static final Key<Boolean> DELIVERY_HTTP2 = Key.of("delivery.http2", "true", Kind.flag());
  static final Key<Integer> DELIVERY_MAX_ANSWER =
      Key.of("delivery.maxAnswer", "1MB", Kind.bytes("4KB", "1GB"));

  static final Key<Integer> METRICS_QUEUES =
      Key.of("metrics.queues", "1000", Kind.integer(0, 100_000));
  static final Key<Integer> METRICS_HISTORY_QUEUES =
      Key.of("metrics.historyQueues", "200", Kind.integer(0, 10_000));

  static final Key<String> HTTPSQS_AUTH = Key.secret("httpsqs.auth");
  static final Key<Boolean> HTTPSQS_DECODE_ONCE =
      Key.of("httpsqs.decodeOnce", "false", Kind.flag());

  static final Key<String> HTQ_APP_KEY = Key.secret("htq.appKey");
  static final Key<String> HTQ_APP_TOKEN = Key.secret("htq.appToken");

  static final Key<String> DELAYER_REDIS = Key.secret("delayer.redis");
  static final Key<Duration> DELAYER_INTERVAL =
      Key.of("delayer.interval", "1s", Kind.duration("10ms", "1h"));
  static final Key<String> DELAYER_KEY_PREFIX =
      Key.of("delayer.keyPrefix", "delayer:", Kind.name());
  static final Key<Boolean> DELAYER_OLD_KEYS = Key.of("delayer.oldKeys", "false", Kind.flag());
  static final Key<List<String>> SOURCES_RELAY = Key.unset("sources.relay", Kind.names());

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          DATA,
          LISTEN_HOST,
          LISTEN_PORT,
          LISTEN_INSECURE,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CLIENT_CA,
          ACCESS_KEYS,
          STORAGE_ENGINE,
          STORAGE_DURABILITY,
          STORAGE_FLUSH_INTERVAL,
          STORAGE_MIN_FREE,
          STORAGE_MEMTABLES,
          STORAGE_BLOCK_CACHE,
          STORAGE_MAX_OPEN_FILES,
          STORAGE_BLOB_THRESHOLD,
          STORAGE_CACHED_QUEUES,
          STORAGE_WINDOWS,
          STORAGE_UNSAFE_NO_SYNC,
          REDIS_URI,
          REDIS_TIMEOUT,
          REDIS_MIN_REPLICAS,
          HTTP_MAX_BODY,
          HTTP_BODY_BUDGET,
          HTTP_REPLY_BUDGET,
          HTTP_IDLE_TIMEOUT,
          HTTP_HEAD_TIMEOUT,
          HTTP_BODY_TIMEOUT,
          HTTP_MAX_CONNECTIONS,
          HTTP_MAX_CONNECTIONS_PER_ADDRESS,
          HTTP_EVENT_LOOPS,
          LIMITS_BATCH,
          LIMITS_LONG_POLL,
          LIMITS_MIN_LEASE,
          LIMITS_MAX_LEASE,
          LIMITS_BODY,
          LIMITS_DELAY,
          LIMITS_HAND_OUT,
          LIMITS_WAITERS,
          QUEUES_CREATE_ON_USE,
          DELIVERY_ENABLED,
          DELIVERY_MAX_IN_FLIGHT,
          DELIVERY_MAX_IN_FLIGHT_BYTES,
          DELIVERY_TARGET_SHARE,
          DELIVERY_ADDRESSES_PRESET,
          DELIVERY_ADDRESSES_ALLOW,
          DELIVERY_ADDRESSES_DENY,
          DELIVERY_TLS_CA,
          DELIVERY_TLS_CERTIFICATE,
          DELIVERY_TLS_KEY,
          DELIVERY_PROXY,
          DELIVERY_HTTP2,
          DELIVERY_MAX_ANSWER,
          METRICS_QUEUES,
          METRICS_HISTORY_QUEUES,
          HTTPSQS_AUTH,
          HTTPSQS_DECODE_ONCE,
          HTQ_APP_KEY,
          HTQ_APP_TOKEN,
          DELAYER_REDIS,
          DELAYER_INTERVAL,
          DELAYER_KEY_PREFIX,
          DELAYER_OLD_KEYS,
          SOURCES_RELAY);

  private Keys() {}
}
