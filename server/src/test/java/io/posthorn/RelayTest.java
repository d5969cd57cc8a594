package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.posthorn.config.ConfigException;
import io.posthorn.config.ConfigLoader;
import io.posthorn.config.ServerConfig;
import io.posthorn.redis.RedisServer;
import io.posthorn.source.RelayConfig;
import io.posthorn.source.RelayFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try")
class RelayTest {
  @TempDir Path folder;

  private final RedisServer redis = RedisServer.start();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final ServerConfig config = new ConfigLoader().load().config();
  private volatile int status = 200;
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
          int answer = status;
          bodies.add(answer + " " + body);
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
    redis.close();
  }

  @Test
  void whatAnotherRelayHasLeft_isDeliveredWhenNobodyTakesIt() {
    status = 500;
    try (Relay first = relay();
        Relay second = relay()) {
      assertThat(first.data()).isEqualTo(folder.resolve("instance-1").toAbsolutePath());
      assertThat(second.data()).isEqualTo(folder.resolve("instance-2").toAbsolutePath());
      push(0, 20);
      soon().until(() -> redis.call("LLEN", "list:q").equals(":0"));
      soon().until(() -> bodies.stream().distinct().count() >= 5);
    }
    status = 200;

    try (Relay alone = relay()) {
      soon().until(() -> delivered() == 20);
      soon().until(() -> Files.exists(folder.resolve("instance-2/delivered")));
      assertThat(folder.resolve("instance-3")).doesNotExist();
    }
    assertThat(folder.resolve("instance-1/delivered")).exists();
  }

  @Test
  void sources_takeFromOneListEach() throws IOException {
    Path one = Files.writeString(folder.resolve("one.conf"), json());
    Path two = Files.writeString(folder.resolve("two.conf"), json());
    ServerConfig both =
        new ConfigLoader()
            .flag("data", folder.resolve("data").toString(), "test")
            .flag("listen.port", "0", "test")
            .flag("sources.relay", one + ", " + two, "test")
            .load()
            .config();

    Assertions.assertThatThrownBy(() -> Server.start(both, Server.Front.ALL))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("two.conf takes from the same list as another");
  }

  private long delivered() {
    return bodies.stream().filter(body -> body.startsWith("200 ")).distinct().count();
  }

  private void push(int from, int to) {
    for (int i = from; i < to; i++) {
      redis.call("LPUSH", "list:q", "{\"n\":" + i + "}");
    }
  }

  private Relay relay() {
    try {
      Path file = Files.writeString(folder.resolve("default.conf"), json());
      RelayConfig relay = RelayFile.read(file).config();
      return Relay.start(relay, folder, config, Duration.ofMillis(300));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String json() {
    return """
        {"redis_host":"127.0.0.1","redis_port":%d,"redis_list_key":"q","prefetch":10,
         "retry_first":"20ms","retry_cap":"200ms","post_urls":[{"url":"http://127.0.0.1:%d/"}]}
        """
        .formatted(redis.port(), receiver.getAddress().getPort());
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }
}
