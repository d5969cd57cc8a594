package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.delivery.call.RawReceiver;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} does to HTQ's tasks. */
class HtqCrashIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @BeforeEach
  void writeFile() throws Exception {
    Files.writeString(folder.resolve("config.json"), HtqFileTest.SHIPPED.replace("5999", "0"));
  }

  @Test
  void taskInFlightAtTheKill_isCalledAgain_andHoldsUpNoOther() throws Exception {
    var answering = new AtomicBoolean();
    try (RawReceiver receiver =
        RawReceiver.running(
            with -> {
              while (with.request() != null) {
                if (!answering.get()) {
                  with.awaitEnd();
                  return;
                }
                with.send(OK);
              }
            })) {
      try (PosthornProcess posthorn = PosthornProcess.serve(folder, "htq")) {
        for (int i = 1; i <= 3; i++) {
          call(
              posthorn,
              "addTask",
              "\"queue_name\":\"mail\",\"url\":\"" + receiver.url("/" + i) + '"');
        }
        await().atMost(PATIENCE).until(() -> receiver.requests().size() == 1);

        posthorn.kill();
      }
      answering.set(true);
      try (PosthornProcess posthorn = PosthornProcess.serve(folder, "htq")) {
        await().atMost(PATIENCE).until(() -> receiver.requests().size() == 4);
        // What was in flight is due anew, so behind those that waited already.
        assertThat(receiver.requests())
            .extracting(request -> request.split(" ")[1])
            .isEqualTo(List.of("/1", "/2", "/3", "/1"));
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    call(posthorn, "countQueue", "\"queue_name\":\"mail\"")
                        .equals("{\"error_code\":0,\"count\":0}"));
      }
    }
  }

  private static String call(PosthornProcess posthorn, String verb, String fields)
      throws Exception {
    String body =
        "{\"app_key\":\"%s\",\"app_token\":\"%s\",%s}"
            .formatted(
                "sbvrgrgbg10rgye5y5ebfbgdyyhdgsrg", "usbvbhu0srfefeafrrgy5rgrgrfrfegsrg", fields);
    String answer =
        posthorn
            .client()
            .send(
                posthorn
                    .post("/api/" + verb)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString())
            .body();
    assertThat(answer).contains("\"error_code\":0");
    return answer;
  }
}
