package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.posthorn.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayCommandIT {
  @TempDir Path folder;

  private final RedisServer redis = RedisServer.start();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    receiver.createContext(
        "/",
        exchange -> {
          bodies.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    Files.writeString(
        folder.resolve("default.conf"),
        """
        {"redis_host":"127.0.0.1","redis_port":%d,"redis_auth":"","redis_list_key":"q",
         "http_timeout":10,"post_urls":[{"url":"http://127.0.0.1:%d/"}]}
        """
            .formatted(redis.port(), receiver.getAddress().getPort()));
  }

  @AfterEach
  void close() {
    receiver.stop(0);
    redis.close();
  }

  @Test
  void relay_takesTheOriginalsPlace_inSeveralProcesses() throws Exception {
    Path data = folder.resolve("default.conf.DATA");
    Files.createDirectories(data.resolve("cache"));
    Files.writeString(data.resolve("cache/1"), "{\"n\":0}");
    try (PosthornProcess one = relay()) {
      assertThat(one.out()).startsWith("程序在进程 " + one.pid() + " 启动成功\nPosthorn relays list:q of ");
      soon().until(() -> bodies.contains("n=0"));
      redis.call("LPUSH", "list:q", "{\"n\":1}");
      soon().until(() -> bodies.contains("n=1"));
      try (PosthornProcess two = relay()) {
        assertThat(data.resolve("instance-1")).isDirectory();
        assertThat(data.resolve("instance-2")).isDirectory();
        redis.call("LPUSH", "list:q", "{\"n\":2}");
        soon().until(() -> bodies.contains("n=2"));
        assertThat(two.terminate()).as(two.err()).isZero();
      }
      one.kill();
    }
    redis.call("LPUSH", "list:q", "{\"n\":3}");
    try (PosthornProcess again = relay()) {
      soon().until(() -> bodies.contains("n=3"));
      assertThat(data.resolve("instance-3")).doesNotExist();
      assertThat(bodies).containsExactly("n=0", "n=1", "n=2", "n=3");
      assertThat(again.terminate()).as(again.err()).isZero();
    }
    try (Stream<Path> logs = Files.list(data.resolve("log"))) {
      String text = logs.map(RelayCommandIT::read).collect(Collectors.joining());
      assertThat(text).contains(" | INFO | http_post | http://127.0.0.1:").contains("{\"n\":3} | ");
    }
  }

  @Test
  void server_hasASourceOfTheSameFile() throws Exception {
    try (PosthornProcess server =
        PosthornProcess.serve(
            folder, "serve", "--port", "0", "--set", "sources.relay=default.conf")) {
      redis.call("LPUSH", "list:q", "{\"n\":1}");
      soon().until(() -> bodies.contains("n=1"));
      assertThat(server.get("/v1/queues?prefix=relay.q.").body())
          .contains("\"retryOn\":\"always\"");
      assertThat(folder.resolve("default.conf.DATA/log")).doesNotExist();
      assertThat(server.terminate()).as(server.err()).isZero();
    }
  }

  @Test
  void relay_withoutItsFile_saysWhatIsMissing() throws Exception {
    var command = List.of(PosthornProcess.LAUNCHER.toString(), "relay", "elsewhere.conf");
    try (PosthornProcess posthorn = PosthornProcess.start(folder, Map.of(), command)) {
      assertThat(posthorn.awaitExit()).isEqualTo(2);
      assertThat(posthorn.err())
          .contains("posthorn: elsewhere.conf is not there (expected: async-http-post's");
    }
  }

  private PosthornProcess relay() throws IOException {
    List<String> command = new ArrayList<>(List.of(PosthornProcess.LAUNCHER.toString(), "relay"));
    PosthornProcess relay = PosthornProcess.start(folder, Map.of(), command);
    soon().until(() -> relay.out().contains("working in "));
    return relay;
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
