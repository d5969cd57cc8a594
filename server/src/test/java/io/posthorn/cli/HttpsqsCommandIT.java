package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsqsCommandIT {
  @TempDir Path folder;

  @Test
  void httpsqs_servesEveryPathAndKeepsAPidFileWhileItRuns() throws Exception {
    Path pidFile = folder.resolve("httpsqs.pid");
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/httpsqs.db"), "old messages");
    try (PosthornProcess posthorn =
        PosthornProcess.serve(
            folder,
            "httpsqs",
            "-l127.0.0.1",
            "-p0",
            "-x",
            "data",
            "-i",
            pidFile.toString(),
            "-c",
            "1024",
            "-m",
            "100",
            "-s",
            "5",
            "-t60",
            "-a",
            "secret",
            "--ignore-old-data")) {
      assertThat(posthorn.get("/any/path?name=q&opt=put&data=x&auth=secret").body())
          .isEqualTo("HTTPSQS_PUT_OK");
      assertThat(posthorn.get("/v1/queues?name=q&opt=get&auth=secret").body()).isEqualTo("x");
      assertThat(posthorn.get("/?name=q&opt=get").body()).isEqualTo("HTTPSQS_AUTH_FAILED");
      assertThat(Files.readString(pidFile)).isEqualTo(posthorn.pid() + "\n");

      assertThat(posthorn.terminate()).isZero();
      assertThat(pidFile).doesNotExist();
      assertThat(folder.resolve("data/httpsqs.db")).hasContent("old messages");
      assertThat(posthorn.err())
          .containsOnlyOnce("-c has no meaning here")
          .containsOnlyOnce("-m has no meaning here")
          .doesNotContain("secret");
    }
  }

  @Test
  void daemon_outlivesTheCommandAndStopsOnSigterm() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path pidFile = folder.resolve("pid");
    List<String> command =
        List.of(
            PosthornProcess.LAUNCHER.toString(),
            "httpsqs",
            "-dl",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-x",
            folder.resolve("deep/data").toString(),
            "-i",
            pidFile.toString());
    try (PosthornProcess posthorn = PosthornProcess.start(folder, Map.of(), command)) {
      assertThat(posthorn.awaitExit()).as(posthorn.err()).isZero();
    }
    long pid = Long.parseLong(Files.readString(pidFile).trim());
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    try {
      URI status = URI.create("http://127.0.0.1:" + port + "/?name=q&opt=status");
      String body =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofString())
              .body();
      assertThat(body).startsWith("HTTP Simple Queue Service v1.7");
      assertThat(folder.resolve("deep/data/posthorn.log")).isNotEmptyFile();
      daemon.destroy();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !daemon.isAlive());
      assertThat(pidFile).doesNotExist();
    } finally {
      daemon.destroyForcibly();
    }
  }
}
