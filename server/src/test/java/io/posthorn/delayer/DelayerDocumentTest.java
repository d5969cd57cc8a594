package io.posthorn.delayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/protocol-delayer.md} are what happens, in that order. */
@SuppressWarnings("try") // a mover works by being there
class DelayerDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/protocol-delayer.md");

  @Test
  void examples_areWhatHappens() throws IOException {
    List<String> examples = blocks("delayer");
    assertThat(examples).hasSize(3);
    var keys = DelayerKeys.of(DelayerOptions.KEY_PREFIX, false);
    try (RedisServer server = RedisServer.start();
        Resp client = server.connect();
        Delayer delayer =
            Delayer.start(
                new DelayerOptions(server.uri(), keys, Duration.ofMillis(20)),
                InstantSource.system(),
                new RecordedLog())) {
      for (String example : examples) {
        List<String> played = new ArrayList<>();
        for (String line : example.lines().toList()) {
          if (line.startsWith("> ")) {
            played.add(line);
            played.add("< " + client.call(line.substring(2).split(" ")));
          }
        }
        assertThat(String.join("\n", played) + "\n").isEqualTo(example);
      }
    }
  }

  @Test
  void file_isAsShipped() throws IOException {
    List<String> files = blocks("ini");
    assertThat(files).hasSize(1);
    DelayerFile shown = DelayerFile.parse("document", files.get(0));
    DelayerFile missing = DelayerFile.parse("nothing", "");
    assertThat(shown.options().redis()).isEqualTo(missing.options().redis());
    assertThat(shown.options().keys()).isEqualTo(missing.options().keys());
    assertThat(shown.options().interval()).isEqualTo(missing.options().interval());
    assertThat(shown.pid()).isEqualTo(Path.of("/var/run/delayer.pid"));
    assertThat(shown.accessLog()).isEqualTo(Path.of("logs/access.log"));
    assertThat(shown.errorLog()).isEqualTo(Path.of("logs/error.log"));
    assertThat(shown.unknown()).isEmpty();
  }

  private static List<String> blocks(String language) throws IOException {
    var found =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENT));
    List<String> blocks = new ArrayList<>();
    while (found.find()) {
      blocks.add(found.group(1));
    }
    return blocks;
  }
}
