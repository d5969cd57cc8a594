package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtqCommandIT {
  @TempDir Path folder;

  @Test
  void htq_readsTheOriginalsFileAndServesItsApiAlone() throws Exception {
    Files.writeString(
        folder.resolve("config.json"),
        HtqFileTest.SHIPPED.replace("5999", "0").replace("\"redis_port\"", "\"colour\""));
    try (PosthornProcess posthorn = PosthornProcess.serve(folder, "htq")) {
      String port = posthorn.address().substring(posthorn.address().lastIndexOf(':') + 1);
      assertThat(posthorn.out())
          .startsWith(
              "后台队列服务已经启动，随时等待新队列任务\n"
                  + "APi服务已经启动，访问地址为 http://127.0.0.1:"
                  + port
                  + "\nPosthorn ready on ");
      assertThat(posthorn.get("/").body()).isEqualTo("HTQ");
      assertThat(posthorn.get("/v1/queues").statusCode()).isEqualTo(404);

      assertThat(posthorn.terminate()).isZero();
      assertThat(folder.resolve("htq.data")).isDirectory();
      assertThat(posthorn.err())
          .containsOnlyOnce(
              "redis_host, redis_port and redis_key_prefix in config.json are not used")
          .containsOnlyOnce("keys that HTQ does not know: colour")
          .containsOnlyOnce("is the one that HTQ is shipped with")
          .containsOnlyOnce("Listening on 0.0.0.0, as HTQ does")
          .doesNotContain("sbvrgrgbg10rgye5y5ebfbgdyyhdgsrg")
          .doesNotContain("usbvbhu0srfefeafrrgy5rgrgrfrfegsrg");
    }
  }

  @Test
  void htq_withoutItsFile_saysWhatIsMissing() throws Exception {
    var command = List.of(PosthornProcess.LAUNCHER.toString(), "htq", "elsewhere.json");
    try (PosthornProcess posthorn = PosthornProcess.start(folder, Map.of(), command)) {
      assertThat(posthorn.awaitExit()).isEqualTo(2);
      assertThat(posthorn.err())
          .contains("posthorn: elsewhere.json is not there (expected: HTQ's config.json");
    }
  }

  @Test
  void serve_hasTheApiOnItsMainPortWhenKeysAreSet() throws Exception {
    try (PosthornProcess posthorn =
        PosthornProcess.serve(
            folder,
            "serve",
            "--port",
            "0",
            "--set",
            "htq.appKey=k",
            "--set",
            "htq.appToken=secret-t")) {
      String form =
          "{\"app_key\":\"k\",\"app_token\":\"secret-t\",\"queue_name\":\"q\",\"url\":\"http://h/\"}";
      assertThat(json(posthorn, "/api/addTask", form).body()).contains("\"error_code\":0");
      assertThat(json(posthorn, "/API/countqueue/", "{}").body()).contains("1000");
      assertThat(posthorn.get("/v1/queues/q").body()).contains("\"push\"");
      assertThat(posthorn.get("/").body()).isEqualTo("HTTPSQS_ERROR");
      assertThat(posthorn.err()).doesNotContain("secret-t");
    }
  }

  private static HttpResponse<String> json(PosthornProcess posthorn, String path, String body)
      throws Exception {
    return posthorn
        .client()
        .send(
            posthorn
                .post(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
