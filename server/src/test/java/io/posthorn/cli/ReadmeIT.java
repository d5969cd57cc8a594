package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands as they stand there, but for port and folder. */
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void quickStart_works() throws Exception {
    List<String> blocks = blocks();
    try (PosthornProcess posthorn =
        PosthornProcess.start(folder, Map.of("POSTHORN_LISTEN_PORT", "0"), shell(blocks.get(0)))) {
      String port = posthorn.awaitReady().replaceAll(".*:", "");
      assertThat(output(blocks.get(1), port)).contains("\"sequence\":1");
      assertThat(output(blocks.get(2), port)).isEqualTo("hello");

      String[] settling = blocks.get(3).split("\n", 3);
      output(settling[0], port);
      Matcher receipt =
          Pattern.compile("\"receipt\":\"([^\"]+)\"").matcher(output(settling[1], port));
      assertThat(receipt.find()).isTrue();
      assertThat(output(settling[2].replace("RECEIPT", receipt.group(1)), port))
          .contains("\"settled\"");
    }
  }

  @Test
  void tasks_areDeliveredAsShown() throws Exception {
    List<String> blocks = blocks();
    String receiver = blocks.get(4).strip().replace("--port 9000", "--port 0");
    try (PosthornProcess posthorn =
            PosthornProcess.start(
                folder, Map.of("POSTHORN_LISTEN_PORT", "0"), shell(blocks.get(0)));
        PosthornProcess sink = PosthornProcess.start(folder, Map.of(), shell(receiver))) {
      String port = posthorn.awaitReady().replaceAll(".*:", "");
      String sinkPort = sink.awaitReady().replaceAll(".*:", "");

      String[] task = blocks.get(5).replace("9000", sinkPort).split("\n", 2);
      Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(output(task[0], port));
      assertThat(id.find()).isTrue();
      String readBack = task[1].replace("ID", id.group(1));
      await()
          .atMost(PATIENCE)
          .until(() -> output(readBack, port).contains("\"state\":\"consumed\""));
      assertThat(statuses(output(readBack, port))).containsExactly("503", "503", "503", "200");
      assertThat(sink.out()).contains("POST /mail 200 id " + id.group(1) + " attempt 4");

      output(blocks.get(6).replace("9000", sinkPort), port);
      assertThat(output("curl http://127.0.0.1:1218/v1/queues/mails/messages/key:report", port))
          .contains("\"state\":\"scheduled\"", "\"zone\":\"Asia/Shanghai\"");

      output(blocks.get(7).replace("9000", sinkPort), port);
      await()
          .atMost(PATIENCE)
          .until(() -> sink.out().contains("/north 200") && sink.out().contains("/south 200"));
    }
  }

  @Test
  void httpsqsInPlace_works() throws Exception {
    String port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = Integer.toString(free.getLocalPort());
    }
    String command =
        blocks().get(8).strip().replace("/tmp/posthorn-readme", folder.resolve("data").toString())
            + " -i "
            + folder.resolve("pid");
    output(command, port);
    ProcessHandle daemon =
        ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).trim()))
            .orElseThrow();
    try {
      assertThat(output("curl -s 'http://127.0.0.1:1218/?name=q&opt=put&data=x'", port))
          .isEqualTo("HTTPSQS_PUT_OK");
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void testCommand_isWhatContinuousIntegrationRuns() throws Exception {
    String command = blocks().get(9).strip();
    assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains(command);
  }

  /** The status of each attempt of a message. */
  private static List<String> statuses(String message) {
    List<String> statuses = new ArrayList<>();
    Matcher status = Pattern.compile("\"status\":(\\d+)").matcher(message);
    while (status.find()) {
      statuses.add(status.group(1));
    }
    return statuses;
  }

  private String output(String script, String port) throws Exception {
    try (PosthornProcess process =
        PosthornProcess.start(
            folder,
            Map.of(),
            shell(script.replaceAll("\\b1218\\b", port).replace("curl ", "curl -sS ")))) {
      assertThat(process.awaitExit()).as("%s: %s", script, process.err()).isZero();
      return process.out();
    }
  }

  /** The README is read in the checkout; here its scripts run beside their data. */
  private static List<String> shell(String script) {
    return List.of("sh", "-c", script.replace("bin/posthorn", "exec '" + ROOT + "/bin/posthorn'"));
  }

  private static List<String> blocks() throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }
}
