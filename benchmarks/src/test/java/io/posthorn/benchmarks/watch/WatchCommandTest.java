package io.posthorn.benchmarks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.Server;
import io.posthorn.access.KeyText;
import io.posthorn.config.ConfigLoader;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The measuring itself, short and on few queues: not what it measures. */
class WatchCommandTest {
  private static final String KEY = KeyText.create("bench", new SecureRandom());

  @TempDir Path folder;

  private final WatchCommand command = new WatchCommand();

  @BeforeEach
  void parse() {
    new CommandLine(command)
        .parseArgs(
            "--queues=20",
            "--busy=5",
            "--pairs=1",
            "--seconds=1",
            "--slices=2",
            "--clients=8",
            "--least=0.01",
            "--max-scrape=60",
            "--max-overview=60");
  }

  @Test
  void watch_keepsBoundsThatAnyServerKeeps() throws Exception {
    try (var server = start()) {
      command.watch(load(server));
    }
    assertThat(command.exitCode()).isZero();
  }

  @Test
  void watch_missesBoundsThatNoServerKeeps() throws Exception {
    command.least = 1000;
    try (var server = start()) {
      command.watch(load(server));
    }
    assertThat(command.exitCode()).isEqualTo(1);
  }

  @Test
  void watch_countsRefusedQuestionsAsFailures() throws Exception {
    try (var server = start("access.keys=bench admin * " + KeyText.hash(KEY))) {
      command.watch(withKey(load(server)));
    }
    assertThat(command.exitCode()).isEqualTo(1);
  }

  @Test
  void compareKeys_sendsTheKeyToTheServerThatAsksForIt() throws Exception {
    try (var open = start();
        var asking =
            start(
                "data=" + folder.resolve("other"),
                "access.keys=bench admin * " + KeyText.hash(KEY))) {
      command.compareKeys(load(open), withKey(load(asking)));
    }
    assertThat(command.exitCode()).isZero();
  }

  private Server start(String... settings) {
    var config =
        new ConfigLoader()
            .assignment("data=" + folder)
            .assignment("storage.engine=memory")
            .assignment("listen.port=0");
    for (String setting : settings) {
      config = config.assignment(setting);
    }
    return Server.start(config.load().config(), Server.Front.ALL);
  }

  private Load load(Server server) {
    int port = URI.create(server.address()).getPort();
    return new Load(port, () -> Duration.ZERO, command.traffic(), command.content());
  }

  private Load withKey(Load load) {
    return new Load(
        load.port(),
        load.cpu(),
        load.traffic(),
        load.content().withHeaders(WatchCommand.header(KEY)));
  }
}
