package io.posthorn.delayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayerFileTest {
  /** All of the original's keys. */
  private static final String FULL =
      """
      [delayer]
      pid = /run/d.pid            ; one instance
      timer_interval = 500        ; ms
      access_log = logs/a.log
      error_log = logs/e.log

      [redis]
      host = 10.0.0.7
      port = 7000
      database = 3
      password = "p#1"
      max_idle = 2
      max_active = 20
      idle_timeout = 3600
      conn_max_lifetime = 3600
      """;

  @TempDir Path folder;

  @Test
  void file_isReadWhole() throws IOException {
    DelayerFile file = DelayerFile.read(Files.writeString(folder.resolve("f"), FULL));
    assertThat(file.pid()).isEqualTo(Path.of("/run/d.pid"));
    assertThat(file.accessLog()).isEqualTo(Path.of("logs/a.log"));
    assertThat(file.errorLog()).isEqualTo(Path.of("logs/e.log"));
    assertThat(file.unknown()).isEmpty();
    DelayerOptions options = file.options();
    assertThat(options.interval()).isEqualTo(Duration.ofMillis(500));
    assertThat(options.keys()).isEqualTo(DelayerKeys.of("delayer:", false));
    assertThat(options.redis().getHost()).isEqualTo("10.0.0.7");
    assertThat(options.redis().getPort()).isEqualTo(7000);
    assertThat(options.redis().getDatabase()).isEqualTo(3);
  }

  @Test
  void file_withoutAnything_isAsShipped() {
    DelayerFile file = DelayerFile.parse("f", "[redis]\npassword =\n");
    assertThat(file.pid()).isNull();
    assertThat(file.accessLog()).isNull();
    assertThat(file.errorLog()).isNull();
    assertThat(file.options().interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(file.options().redis().getHost()).isEqualTo("127.0.0.1");
    assertThat(file.options().redis().getPort()).isEqualTo(6379);
    assertThat(file.options().redis().getDatabase()).isZero();
  }

  @Test
  void keys_mayBeOthers() {
    String text = "[delayer]\nkey_prefix = shop:delayer:\nold_keys = true\ncolour = red\n";
    DelayerFile file = DelayerFile.parse("f", text);
    assertThat(file.options().keys())
        .isEqualTo(
            new DelayerKeys(
                "shop:delayer:jop_pool", "shop:delayer:jop_bucket:", "shop:delayer:ready_queue:"));
    assertThat(file.unknown()).containsExactly("delayer.colour");
  }

  @ParameterizedTest
  @CsvSource({
    "delayer, timer_interval, 0, 1 to 86400000",
    "delayer, timer_interval, 1s, 1 to 86400000",
    "redis, port, abc, 1 to 65535",
    "redis, port, 65536, 1 to 65535",
    "redis, database, -1, 0 to 2147483647",
    "delayer, old_keys, jop, true or false"
  })
  void value_thatIsNone_isNamed(String section, String key, String value, String expected) {
    String text = "[" + section + "]\n" + key + " = " + value + "\n";
    assertThatThrownBy(() -> DelayerFile.parse("d.conf", text))
        .isInstanceOf(ConfigException.class)
        .hasMessage("d.conf: %s.%s: '%s' (expected: %s)".formatted(section, key, value, expected));
  }

  @Test
  void file_thatIsMissingOrNoText_isNamed() throws IOException {
    assertThatThrownBy(() -> DelayerFile.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'a', '=', (byte) 0xff});
    assertThatThrownBy(() -> DelayerFile.read(bytes)).hasMessageContaining("expected: UTF-8");
  }

  @Test
  void options_refuseWhatIsNoAddress_withoutRepeatingIt() {
    for (String uri : new String[] {"sesame", "http://:sesame@h", "redis://h:port", ""}) {
      assertThatThrownBy(() -> DelayerOptions.of(uri, "delayer:", false, Duration.ofSeconds(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not usable (expected: like redis://:password@host:6379/0)");
    }
  }
}
