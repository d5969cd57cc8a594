package io.posthorn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.posthorn.delivery.call.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisErrorsTest {
  @TempDir Path folder;

  private ProtocolVersion version = ProtocolVersion.RESP2;

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void password_wrongOrMissing(ProtocolVersion version) {
    this.version = version;
    try (RedisServer server = RedisServer.start("requirepass sesame")) {
      RedisURI uri = server.uri();
      assertThat(sentence(uri)).isEqualTo(at(uri) + RedisProblem.PASSWORD_MISSING.clause());
      uri.setCredentialsProvider(password("simsim"));
      assertThat(sentence(uri))
          .isEqualTo(at(uri) + RedisProblem.WRONG_PASSWORD.clause())
          .doesNotContain("simsim");
      uri.setCredentialsProvider(password("sesame"));
      assertThat(sentence(uri)).isEqualTo("none");
    }
  }

  @Test
  void handshake_lostWithItsConnection() {
    var lost = new IllegalStateException("RedisHandshakeHandler not registered");
    assertThat(RedisErrors.sentence(new RedisConnectionException("no", lost), "here:1"))
        .isEqualTo("Redis at here:1 " + RedisProblem.CLOSED.clause());
  }

  @Test
  void password_givenToServerWithoutOne() {
    try (RedisServer server = RedisServer.start()) {
      RedisURI uri = server.uri();
      uri.setCredentialsProvider(password("simsim"));
      assertThat(sentence(uri)).isEqualTo(at(uri) + RedisProblem.PASSWORD_UNEXPECTED.clause());
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void database_outOfRange(ProtocolVersion version) {
    this.version = version;
    try (RedisServer server = RedisServer.start("databases 2")) {
      RedisURI uri = server.uri();
      uri.setDatabase(2);
      assertThat(sentence(uri)).isEqualTo(at(uri) + RedisProblem.NO_SUCH_DATABASE.clause());
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void tls_onOneSideOnly(ProtocolVersion version) throws Exception {
    this.version = version;
    TlsFiles files = TlsFiles.create(folder, "redis", "ip:127.0.0.1");
    try (RedisServer plain = RedisServer.start()) {
      RedisURI uri = plain.uri();
      uri.setSsl(true);
      assertThat(sentence(uri))
          .startsWith(at(uri) + RedisProblem.TLS.clause())
          .contains("it does not speak TLS on this port");

      int port = plain.port() + 10_000;
      try (RedisServer secure =
          RedisServer.start(
              "tls-port " + port,
              "tls-cert-file " + files.certificate,
              "tls-key-file " + files.key,
              "tls-ca-cert-file " + files.certificate,
              "tls-auth-clients no")) {
        assertThat(secure.call("PING")).isEqualTo("+PONG");
        RedisURI secured = RedisURI.create("127.0.0.1", port);
        assertThat(sentence(secured)).isEqualTo(at(secured) + RedisProblem.CLOSED.clause());
        secured.setSsl(true);
        assertThat(sentence(secured)).contains("its certificate is not trusted");
      }
    }
  }

  @Test
  void replica_isReadOnly_andSaysSoFromScripts() {
    try (RedisServer server = RedisServer.start()) {
      server.call("REPLICAOF", "127.0.0.1", "1");
      assertThat(sentence(server.uri(), commands -> commands.set("k", "v")))
          .isEqualTo(at(server.uri()) + RedisProblem.READ_ONLY.clause());
      assertThat(sentence(server.uri(), commands -> script(commands, "SET", "k", "v")))
          .isEqualTo(at(server.uri()) + RedisProblem.READ_ONLY.clause());
      server.call("CONFIG", "SET", "replica-serve-stale-data", "no");
      assertThat(sentence(server.uri(), commands -> commands.get("k")))
          .isEqualTo(at(server.uri()) + RedisProblem.MASTER_DOWN.clause());
    }
  }

  @Test
  void memory_usedUp_andSaysSoFromScripts() {
    try (RedisServer server = RedisServer.start("maxmemory 100kb")) {
      assertThat(sentence(server.uri(), commands -> commands.set("k", "v")))
          .isEqualTo(at(server.uri()) + RedisProblem.OUT_OF_MEMORY.clause());
      assertThat(sentence(server.uri(), commands -> script(commands, "SET", "k", "v")))
          .isEqualTo(at(server.uri()) + RedisProblem.OUT_OF_MEMORY.clause());
    }
  }

  @Test
  void type_wrong_namesTheKey_alsoFromScripts() {
    try (RedisServer server = RedisServer.start()) {
      server.call("SET", "k", "v");
      String wrong = at(server.uri()) + RedisProblem.WRONG_TYPE.clause();
      assertThat(sentence(server.uri(), commands -> commands.lpush("k", "v")))
          .isEqualTo(wrong + " in key 'k'");
      assertThat(sentence(server.uri(), commands -> script(commands, "LPUSH", "k", "v")))
          .isEqualTo(wrong + " in key 'k'");
      Throwable error = error(server.uri(), commands -> commands.lpush("k", "v"));
      assertThat(RedisErrors.sentence(error, "h:1")).endsWith(" in a key");
    }
  }

  @Test
  void script_unknown() {
    try (RedisServer server = RedisServer.start()) {
      String digest = "0".repeat(40);
      Throwable error =
          error(server.uri(), commands -> commands.evalsha(digest, ScriptOutputType.VALUE));
      assertThat(RedisErrors.problem(error)).isEqualTo(RedisProblem.NO_SCRIPT);
    }
  }

  @Test
  void command_unknownOrForbidden_isNamed() {
    try (RedisServer server = RedisServer.start("rename-command LPUSH \"\"")) {
      assertThat(sentence(server.uri(), commands -> commands.lpush("k", "v")))
          .startsWith(at(server.uri()) + RedisProblem.UNKNOWN_COMMAND.clause())
          .contains("LPUSH");
      server.call("ACL", "SETUSER", "default", "-get");
      assertThat(sentence(server.uri(), commands -> commands.get("k")))
          .startsWith(at(server.uri()) + RedisProblem.NOT_PERMITTED.clause())
          .contains("get");
    }
  }

  @Test
  void cluster_downAndOfOtherNodes() {
    try (RedisServer server = RedisServer.start("cluster-enabled yes")) {
      assertThat(sentence(server.uri(), commands -> commands.get("k")))
          .isEqualTo(at(server.uri()) + RedisProblem.CLUSTER_DOWN.clause());
      RedisURI second = server.uri();
      second.setDatabase(1);
      assertThat(sentence(second)).isEqualTo(at(second) + RedisProblem.NO_SUCH_DATABASE.clause());
    }
  }

  @Test
  void server_goneOrSilent() {
    try (RedisServer server = RedisServer.start("appendonly yes")) {
      RedisURI uri = server.uri();
      uri.setTimeout(Duration.ofMillis(500));
      server.pause();
      assertThat(sentence(uri)).isEqualTo(at(uri) + RedisProblem.TIMEOUT.clause());
      server.resume();
      server.stop();
      assertThat(sentence(uri)).isEqualTo(at(uri) + RedisProblem.REFUSED.clause());
      uri.setHost("no-such-host.invalid");
      assertThat(sentence(uri)).isEqualTo(at(uri) + RedisProblem.UNKNOWN_HOST.clause());
    }
  }

  @Test
  void server_loading() {
    try (RedisServer server = RedisServer.start("appendonly yes", "key-load-delay 200")) {
      try (Resp resp = server.connect()) {
        for (int i = 0; i < 20_000; i++) {
          resp.call("SET", "k" + i, "v");
        }
      }
      server.kill();
      server.begin();
      await()
          .ignoreExceptions()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> server.call("PING").startsWith("-LOADING"));
      assertThat(sentence(server.uri(), commands -> commands.get("k1")))
          .isEqualTo(at(server.uri()) + RedisProblem.LOADING.clause());
    }
  }

  @Test
  void address_neverHasThePassword() {
    assertThat(RedisErrors.address(RedisURI.create("redis://user:sesame@h:7/3"))).isEqualTo("h:7");
    assertThat(RedisErrors.address(RedisURI.create("redis-sentinel://sesame@a:1,b:2/3#main")))
        .isEqualTo("a:1,b:2 (Sentinels of 'main')");
  }

  @Test
  void other_isQuotedOnOneLine() {
    assertThat(RedisErrors.sentence(new IllegalStateException("one\ntwo"), "h:1"))
        .isEqualTo("Redis at h:1 answers 'one'");
    assertThat(RedisErrors.sentence(new IllegalStateException(), "h:1"))
        .isEqualTo("Redis at h:1 answers 'IllegalStateException'");
  }

  private static String at(RedisURI uri) {
    return "Redis at " + uri.getHost() + ":" + uri.getPort() + " ";
  }

  private static RedisCredentialsProvider password(String password) {
    return RedisCredentialsProvider.from(() -> RedisCredentials.just(null, password));
  }

  private static Object script(RedisCommands<String, String> commands, String... command) {
    return commands.eval(
        "return redis.call(unpack(ARGV))", ScriptOutputType.STATUS, new String[0], command);
  }

  private String sentence(RedisURI uri) {
    return sentence(uri, RedisCommands::ping);
  }

  private String sentence(RedisURI uri, Consumer<RedisCommands<String, String>> call) {
    Throwable error = error(uri, call);
    for (int i = 0; i < 10 && isLostHandshake(error); i++) {
      error = error(uri, call);
    }
    return error == null ? "none" : RedisErrors.sentence(error, RedisErrors.address(uri), "k");
  }

  /** Whether the connection was gone before Lettuce looked why: a race that it seldom loses. */
  private static boolean isLostHandshake(Throwable error) {
    return error != null
        && Throwables.getRootCause(error) instanceof IllegalStateException
        && RedisErrors.problem(error) == RedisProblem.CLOSED;
  }

  private Throwable error(RedisURI uri, Consumer<RedisCommands<String, String>> call) {
    try (RedisClient client = RedisClient.create(uri)) {
      client.setOptions(
          ClientOptions.builder()
              .protocolVersion(version)
              .autoReconnect(false)
              .sslOptions(SslOptions.builder().handshakeTimeout(Duration.ofSeconds(1)).build())
              .build());
      return catchThrowable(
          () -> {
            try (var connection = client.connect()) {
              call.accept(connection.sync());
            }
          });
    }
  }
}
