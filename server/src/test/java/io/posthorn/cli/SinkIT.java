package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkIT {
  @TempDir Path folder;

  @Test
  void sink_failsFirst_thenAnswers_andPrintsTotalsAtTheEnd() throws Exception {
    String[] args = {"sink", "--port", "0", "--fail-first", "1", "--status", "202", "--body", "hi"};
    try (PosthornProcess sink = PosthornProcess.serve(folder, args)) {
      assertThat(sink.post("/hook", "one").statusCode()).isEqualTo(503);
      assertThat(sink.post("/hook", "two").statusCode()).isEqualTo(202);
      assertThat(sink.get("/sink/stats").body()).contains("\"requests\":2");

      assertThat(sink.terminate()).isZero();
      assertThat(sink.out())
          .contains("POST /hook 503 id - attempt - 3 bytes: one\n")
          .contains("POST /hook 202 id - attempt - 3 bytes: two\n")
          .contains("2 requests: 0 distinct ids, 0 that came again, 2 without an id\n");
      assertThat(sink.err()).isEmpty();
    }
  }

  @Test
  void sink_refusesWhatItDoesNotUnderstand() throws Exception {
    List<String> command =
        List.of(PosthornProcess.LAUNCHER.toString(), "sink", "--port", "0", "--delay", "soon");
    try (PosthornProcess sink = PosthornProcess.start(folder, Map.of(), command)) {
      assertThat(sink.awaitExit()).isEqualTo(2);
      assertThat(sink.err()).startsWith("posthorn: delay: 'soon' is no duration");
    }
  }
}
