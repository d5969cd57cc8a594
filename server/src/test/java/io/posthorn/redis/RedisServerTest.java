package io.posthorn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class RedisServerTest {
  @Test
  void start_passesOptionsAndKeepsDataOverKillAndRestart() {
    RedisServer server = RedisServer.start("appendonly yes", "appendfsync always", "databases 3");
    try (server) {
      assertThat(server.call("SET", "k", "v")).isEqualTo("+OK");
      assertThat(server.call("SELECT", "2")).isEqualTo("+OK");
      assertThat(server.call("SELECT", "3")).startsWith("-ERR DB index is out of range");
      server.kill();
      assertThatThrownBy(() -> server.call("PING")).isInstanceOf(UncheckedIOException.class);
      server.restart();
      assertThat(server.call("GET", "k")).isEqualTo("$v");
      server.stop();
      server.restart();
      assertThat(server.call("GET", "k")).isEqualTo("$v");
    }
    assertThat(Files.exists(server.folder())).isFalse();
  }

  @Test
  void start_showsOutputOfOneThatDoesNotStart() {
    assertThatThrownBy(() -> RedisServer.start("no-such-option yes"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-option");
  }

  @Test
  void pause_answersNothingUntilResumed() {
    try (RedisServer server = RedisServer.start()) {
      server.pause();
      try (Resp resp = new Resp(server.port(), 200)) {
        assertThatThrownBy(() -> resp.call("PING")).isInstanceOf(UncheckedIOException.class);
      }
      server.resume();
      assertThat(server.call("PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void resp_showsTheTypesOfReplies() {
    try (RedisServer server = RedisServer.start();
        Resp resp = server.connect()) {
      assertThat(resp.call("GET", "k")).isEqualTo("$nil");
      assertThat(resp.call("RPUSH", "list", "a\r\nb", "\u00ff")).isEqualTo(":2");
      assertThat(resp.call("LRANGE", "list", "0", "-1")).isEqualTo("[$a\r\nb, $\u00ff]");
      assertThat(resp.call("BLPOP", "none", "0.01")).isEqualTo("*nil");
      assertThat(resp.call("GET", "list")).startsWith("-WRONGTYPE");
    }
  }
}
