package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalLogTest {
  private static final Instant TIME =
      LocalDateTime.of(2018, 10, 21, 11, 24, 24).atZone(ZoneId.systemDefault()).toInstant();

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void lines_goToStdoutAndTheirFiles_alsoAfterARotation() throws IOException {
    Path access = folder.resolve("logs/access.log");
    Path error = folder.resolve("logs/error.log");
    OriginalLog log = open(access, error);
    log.info("Service started successfully, PID: 31023");
    log.error("FAILURE: func commit, b\u00fcro, [1].".getBytes(ISO_8859_1));
    Files.move(access, folder.resolve("old"));
    log.info("more");

    String started = "[info] 2018/10/21 11:24:24 Service started successfully, PID: 31023\n";
    String failure = "[error] 2018/10/21 11:24:24 FAILURE: func commit, b\u00fcro, [1].\n";
    String more = "[info] 2018/10/21 11:24:24 more\n";
    assertThat(out.toString(ISO_8859_1)).isEqualTo(started + failure + more);
    assertThat(Files.readString(folder.resolve("old"), UTF_8)).isEqualTo(started);
    assertThat(Files.readString(access, UTF_8)).isEqualTo(more);
    assertThat(Files.readString(error, ISO_8859_1)).isEqualTo(failure);
  }

  @Test
  void files_areNotNeeded() throws IOException {
    open(null, null).info("line");
    assertThat(out.toString(UTF_8)).isEqualTo("[info] 2018/10/21 11:24:24 line\n");
  }

  @Test
  void file_thatCannotBeWritten_isNamed() {
    assertThatThrownBy(() -> open(folder, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString());
  }

  private OriginalLog open(Path access, Path error) throws IOException {
    return new OriginalLog(new PrintStream(out), access, error, InstantSource.fixed(TIME));
  }
}
