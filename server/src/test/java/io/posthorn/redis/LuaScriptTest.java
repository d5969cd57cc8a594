package io.posthorn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import org.junit.jupiter.api.Test;

class LuaScriptTest {
  private static final LuaScript ECHO = LuaScript.of("return {KEYS[1], ARGV[1]}");

  @Test
  void sha1_isTheOneOfRedis() {
    try (RedisServer server = RedisServer.start()) {
      assertThat(server.call("SCRIPT", "LOAD", "return {KEYS[1], ARGV[1]}"))
          .isEqualTo("$" + ECHO.sha1());
    }
  }

  @Test
  void call_sendsTheTextOnlyWhereItIsUnknown() {
    try (RedisServer server = RedisServer.start();
        RedisClient client = RedisClient.create(server.uri());
        var connection = client.connect()) {
      assertThat(echo(connection.async())).isEqualTo(List.of("k", "v"));
      assertThat(echo(connection.async())).isEqualTo(List.of("k", "v"));
      assertThat(server.call("INFO", "COMMANDSTATS"))
          .contains("cmdstat_eval:calls=1,")
          .contains("cmdstat_evalsha:calls=2,");
      server.call("SCRIPT", "FLUSH");
      assertThat(echo(connection.async())).isEqualTo(List.of("k", "v"));
    }
  }

  @Test
  void call_passesOtherErrorsOn() {
    LuaScript broken = LuaScript.of("return redis.call('GET')");
    try (RedisServer server = RedisServer.start();
        RedisClient client = RedisClient.create(server.uri());
        var connection = client.connect()) {
      var reply =
          broken.call(connection.async(), ScriptOutputType.VALUE, new String[0], new String[0]);
      assertThatThrownBy(reply::join).hasMessageContaining("Wrong number of args");
    }
  }

  @Test
  void resource_thatIsNotThere_isNamed() {
    assertThatThrownBy(() -> LuaScript.resource(LuaScript.class, "none.lua"))
        .hasMessageContaining("none.lua");
  }

  private static List<Object> echo(RedisAsyncCommands<String, String> commands) {
    return ECHO.<String, String, List<Object>>call(
            commands, ScriptOutputType.MULTI, new String[] {"k"}, new String[] {"v"})
        .join();
  }
}
