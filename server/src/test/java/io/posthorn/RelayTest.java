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
import java.util.function.ToIntFunction;
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
  private volatile ToIntFunction<String> status = body -> 200;
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
          int answer = status.applyAsInt(body);
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
    status = body -> 500;
    try (Relay first = relay("q");
        Relay second = relay("q")) {
      assertThat(first.data()).isEqualTo(folder.resolve("instance-1").toAbsolutePath());
      assertThat(second.data()).isEqualTo(folder.resolve("instance-2").toAbsolutePath());
      push("q", 0, 20);
      soon().until(() -> redis.call("LLEN", "list:q").equals(":0"));
      soon().until(() -> bodies.stream().distinct().count() >= 5);
    }
    status = body -> 200;

    try (Relay alone = relay("q")) {
      soon().until(() -> delivered() == 20);
      soon().until(() -> Files.exists(folder.resolve("instance-2/delivered")));
      assertThat(folder.resolve("instance-3")).doesNotExist();
    }
    assertThat(folder.resolve("instance-1/delivered")).exists();
  }

  @Test
  void leftoversThatNobodyAccepts_keepNoOthersFromBeingDelivered() {
    status = body -> 500;
    try (Relay a = relay("a");
        Relay b = relay("b");
        Relay c = relay("c")) {
      assertThat(List.of(a.data(), b.data(), c.data())).doesNotHaveDuplicates();
      push("b", 1, 4);
      push("c", 5, 8);
      soon().until(() -> bodies.stream().distinct().count() == 6);
    }

    status = body -> body.compareTo("n=5") < 0 ? 500 : 200;
    try (Relay alone = relay("a")) {
      soon().until(() -> delivered() == 3);
      status = body -> 200;
      soon().until(() -> delivered() == 6);
    }
  }

  @Test
  void limitOfOneMessage_isKept() throws IOException {
    ServerConfig narrow = new ConfigLoader().flag("limits.batch", "1", "test").load().config();
    String twice = json("q").replaceFirst("(\\{\"url\":[^}]*})", "$1,$1");
    Path file = Files.writeString(folder.resolve("default.conf"), twice);
    try (Relay relay =
        Relay.start(RelayFile.read(file).config(), folder, narrow, Duration.ofMillis(300))) {
      push("q", 1, 6);
      soon().until(() -> bodies.size() == 10);
    }
    assertThat(folder.resolve("instance-1/delivered")).exists();
  }

  @Test
  void sources_withTwoNamesOfOneRedis_areTwoInstances() throws IOException {
    Path one = Files.writeString(folder.resolve("one.conf"), json("q"));
    String other =
        json("q").replace("\"redis_host\":\"127.0.0.1\"", "\"redis_host\":\"localhost\"");
    Path two = Files.writeString(folder.resolve("two.conf"), other);
    ServerConfig both = serving(one + ", " + two);
    try (Server server = Server.start(both, Server.Front.ALL)) {
      soon().until(() -> redis.call("ZCARD", "{list:q}:instances").equals(":2"));
      push("q", 0, 50);
      soon().until(() -> delivered() == 50);
    }
    assertThat(bodies).hasSize(50);
  }

  @Test
  void sources_takeFromOneListEach() throws IOException {
    Path one = Files.writeString(folder.resolve("one.conf"), json("q"));
    Path two = Files.writeString(folder.resolve("two.conf"), json("q"));
    ServerConfig both = serving(one + ", " + two);

    Assertions.assertThatThrownBy(() -> Server.start(both, Server.Front.ALL))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("two.conf takes from the same list as another");
  }

  private long delivered() {
    return bodies.stream().filter(body -> body.startsWith("200 ")).distinct().count();
  }

  private void push(String list, int from, int to) {
    for (int i = from; i < to; i++) {
      redis.call("LPUSH", "list:" + list, "{\"n\":" + i + "}");
    }
  }

  private Relay relay(String list) {
    try {
      Path file = Files.writeString(folder.resolve("default.conf"), json(list));
      RelayConfig relay = RelayFile.read(file).config();
      return Relay.start(relay, folder, config, Duration.ofMillis(300));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ServerConfig serving(String files) {
    return new ConfigLoader()
        .flag("data", folder.resolve("data").toString(), "test")
        .flag("listen.port", "0", "test")
        .flag("sources.relay", files, "test")
        .load()
        .config();
  }

  private String json(String list) {
    return """
        {"redis_host":"127.0.0.1","redis_port":%d,"redis_list_key":"%s","prefetch":10,
         "retry_first":"20ms","retry_cap":"200ms","post_urls":[{"url":"http://127.0.0.1:%d/"}]}
        """
        .formatted(redis.port(), list, receiver.getAddress().getPort());
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }
}
