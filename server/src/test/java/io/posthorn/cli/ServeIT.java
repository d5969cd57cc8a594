package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {
  @TempDir Path folder;

  @Test
  void kill_keepsWhatWasAnswered() throws Exception {
    try (PosthornProcess first = PosthornProcess.serve(folder, "serve", "--port", "0")) {
      assertThat(first.post("/v1/queues/q/messages", "one").statusCode()).isEqualTo(201);
      assertThat(first.post("/v1/queues/q/messages", "two").statusCode()).isEqualTo(201);
      assertThat(first.post("/v1/queues/q/take", "").body()).isEqualTo("one");
      first.kill();
    }
    try (PosthornProcess second = PosthornProcess.serve(folder, "serve", "--port", "0")) {
      assertThat(second.post("/v1/queues/q/take", "").body()).isEqualTo("two");
      assertThat(second.post("/v1/queues/q/take", "").statusCode()).isEqualTo(204);
    }
  }

  @Test
  void terminate_answersLongPollsAndExitsWithZero() throws Exception {
    try (PosthornProcess posthorn = PosthornProcess.serve(folder, "serve", "--port", "0")) {
      posthorn.post("/v1/queues/q/messages", "one");
      posthorn.post("/v1/queues/q/take", "");
      CompletableFuture<HttpResponse<String>> poll =
          posthorn
              .client()
              .sendAsync(
                  posthorn.post("/v1/queues/q/take?wait=50s").POST(BodyPublishers.noBody()).build(),
                  BodyHandlers.ofString());
      assertThat(posthorn.get("/readyz").statusCode()).isEqualTo(200);

      assertThat(posthorn.terminate()).isZero();
      assertThat(poll.get(5, TimeUnit.SECONDS).statusCode()).isIn(204, 503);
      assertThat(posthorn.err()).contains("Stopped").doesNotContain("Exception");
      assertThat(posthorn.out()).hasLineCount(1);
    }
    try (PosthornProcess again = PosthornProcess.serve(folder, "serve", "--port", "0")) {
      assertThat(again.get("/healthz").body()).isEqualTo("ok\n");
    }
  }

  @Test
  void secondProcess_onTheSameDataDirectory_isRefusedInOneSentence() throws Exception {
    try (PosthornProcess first = PosthornProcess.serve(folder, "serve", "--port", "0");
        PosthornProcess second =
            PosthornProcess.start(
                folder,
                Map.of(),
                List.of(PosthornProcess.LAUNCHER.toString(), "serve", "--port", "0"))) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.err())
          .contains(
              "posthorn: data directory ",
              " is in use by another Posthorn (process " + first.pid() + ")")
          .doesNotContain("\tat ");
      assertThat(second.out()).isEmpty();
      assertThat(first.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void launcher_worksThroughSymbolicLinksFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("a link"), PosthornProcess.LAUNCHER);
    try (PosthornProcess version =
        PosthornProcess.start(folder, Map.of(), List.of(link.toString(), "version"))) {
      assertThat(version.awaitExit()).isZero();
      assertThat(version.out()).startsWith("Posthorn ");
      assertThat(version.err()).isEmpty();
    }
  }

  @Test
  void launcher_raisesTheOpenFileLimitAndSaysSo() throws Exception {
    List<String> command =
        List.of(
            "sh",
            "-c",
            "ulimit -Sn 500 && exec \"$0\" serve --port 0",
            PosthornProcess.LAUNCHER.toString());
    try (PosthornProcess posthorn = PosthornProcess.start(folder, Map.of(), command)) {
      posthorn.awaitReady();
      assertThat(posthorn.err())
          .containsOnlyOnce("Open-file limit raised from 500 to the hard limit");
    }
  }

  @Test
  void launcher_withBrokenJavaHome_saysSo() throws Exception {
    try (PosthornProcess posthorn =
        PosthornProcess.start(
            folder,
            Map.of("JAVA_HOME", "/nowhere"),
            List.of(PosthornProcess.LAUNCHER.toString(), "version"))) {
      assertThat(posthorn.awaitExit()).isEqualTo(1);
      assertThat(posthorn.err()).startsWith("posthorn: JAVA_HOME is /nowhere").hasLineCount(1);
    }
  }
}
