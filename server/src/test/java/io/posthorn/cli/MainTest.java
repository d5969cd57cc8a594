package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve", "httpsqs", "config", "version", "bench", "repair", "sink", "delayer", "backup",
        "restore"
      })
  void help_isThereForEveryCommand(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: posthorn " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void repair_saysThatThereIsNoStore() {
    assertThat(run("repair", "--data", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("posthorn: no store in " + folder).hasLineCount(1);
  }

  @Test
  void version_namesIt() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).startsWith("Posthorn ").contains("Java ");
  }

  @Test
  void config_showsFlags() {
    assertThat(run("config", "--port", "7", "--set", "httpsqs.auth=sesame")).isZero();
    assertThat(out.toString())
        .contains("port: 7 ", "# --port", "auth: '***'")
        .doesNotContain("sesame");
  }

  @Test
  void command_misspelt_namesNearest() {
    assertThat(run("serv")).isEqualTo(2);
    assertThat(err.toString()).contains("'serv'", "serve");
  }

  @Test
  void serve_refusesOtherMachinesUnlessInsecure() {
    assertRefused(
        2, "refusing to listen on 0.0.0.0 without credentials", "serve", "--host", "0.0.0.0");
  }

  @Test
  void serve_refusesUnknownKeyBadValueAndMissingFile() {
    assertRefused(
        2,
        "unknown setting 'listen.prot' in --set (did you mean 'listen.port'?)",
        "serve",
        "--set",
        "listen.prot=1");
    assertRefused(
        2, "listen.port: 'x' (expected: 0 to 65535), set by --port", "serve", "--port", "x");
    assertRefused(
        2, "configuration file /nowhere.yaml does not exist", "serve", "--config", "/nowhere.yaml");
  }

  @Test
  void serve_refusesTakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(
          1,
          "cannot listen on 127.0.0.1:" + port + ": ",
          "serve",
          "--port",
          port,
          "--data",
          folder.toString(),
          "--set",
          "storage.engine=memory");
    }
  }

  @Test
  void serve_refusesDataDirectoryThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        1, "data directory " + file + " cannot be used: ", "serve", "--data", file.toString());
  }

  @Test
  void serve_refusesWhatIsNoRedis_withoutRepeatingIt() {
    assertRefused(
        2,
        "delayer.redis: not usable (expected: like redis://:password@host:6379/0)",
        "serve",
        "--data",
        folder.toString(),
        "--set",
        "storage.engine=memory",
        "--set",
        "delayer.redis=http://:sesame@h");
    assertThat(err.toString()).doesNotContain("sesame");
  }

  @Test
  void sink_refusesWhatIsNoSecret_withoutRepeatingIt() {
    String sentence = "verify-secret: another prefix (expected: whsec_ and ";
    err.getBuffer().setLength(0);
    assertThat(run("sink", "--port", "0", "--verify-secret", "sesame")).isEqualTo(2);
    assertThat(err.toString()).startsWith("posthorn: " + sentence).doesNotContain("sesame");
  }

  @Test
  void httpsqs_withoutDataDirectory_saysSoAsTheOriginalDid() {
    assertThat(run("httpsqs", "-p", "1")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("Usage: posthorn httpsqs")
        .endsWith("Attention: Please use the indispensable argument: -x <path>\n");
  }

  @Test
  void httpsqs_helpAndUnknownLetter_printHelpToStderr() {
    assertThat(run("httpsqs", "-h")).isEqualTo(1);
    assertThat(run("httpsqs", "-Z")).isEqualTo(1);
    assertThat(err.toString()).startsWith("Usage: posthorn httpsqs");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void httpsqs_refusesOldDataAndLeavesItAlone() throws IOException {
    Path old = Files.writeString(folder.resolve("httpsqs.db"), "old messages");
    assertRefused(
        2, old + " holds the messages of an original HTTPSQS", "httpsqs", "-x", folder.toString());
    assertThat(err.toString()).contains("import", "--ignore-old-data");
    assertThat(folder).isDirectoryContaining("glob:**httpsqs.db");
    assertThat(Files.readString(old)).isEqualTo("old messages");
  }

  @Test
  void httpsqs_takenPort_saysSoAsTheOriginalDid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      String port = Integer.toString(taken.getLocalPort());
      int code =
          run("httpsqs", "-p", port, "-x", folder.toString(), "--set", "storage.engine=memory");
      assertThat(code).isEqualTo(1);
      assertThat(err.toString())
          .startsWith("Error: Unable to listen on 0.0.0.0:" + port)
          .hasLineCount(1);
    }
  }

  private void assertRefused(int code, String sentence, String... args) {
    err.getBuffer().setLength(0);
    assertThat(run(args)).isEqualTo(code);
    assertThat(err.toString()).startsWith("posthorn: " + sentence).hasLineCount(1);
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
