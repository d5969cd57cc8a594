package io.posthorn.protocol.htq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client written in PHP, in both encodings that SDKs have used. */
@Timeout(60)
class HtqPhpTest {
  @Test
  void php_callsTheWholeApi() throws Exception {
    Path php = Path.of("/usr/bin/php");
    if (!"true".equals(System.getenv("CI"))) {
      assumeThat(Files.isExecutable(php))
          .as("php-cli at /usr/bin/php (apt-get install php-cli)")
          .isTrue();
    }
    assertThat(php).isExecutable();
    Path script = Path.of(HtqPhpTest.class.getResource("/htq-client.php").toURI());
    try (var htq = new HtqServer(ZoneOffset.UTC)) {
      Process process =
          new ProcessBuilder(
                  php.toString(),
                  script.toString(),
                  "http://127.0.0.1:" + htq.port,
                  HtqServer.KEY,
                  HtqServer.TOKEN)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(output).isEqualTo("添加成功\n队列名已经存在\n添加成功\n1\ntiming\n删除成功\n".repeat(2) + "1000\n");
    }
  }
}
