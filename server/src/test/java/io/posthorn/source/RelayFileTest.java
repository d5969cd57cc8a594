package io.posthorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.config.ConfigException;
import io.posthorn.delivery.call.RequestStyle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayFileTest {
  private static final String SHIPPED =
      """
      {
        "redis_host": "127.0.0.1",
        "redis_port": 6379,
        "redis_auth": "123456",
        "redis_list_key": "queue_user_token",
        "http_timeout": 30,
        "post_urls": [
          {"url": "http://127.0.0.1/a?b=c"},
          {"url": "127.0.0.1:8080", "name": "other"}
        ]
      }
      """;

  @TempDir Path folder;

  @Test
  void fileOfTheOriginal_isReadAsItIs() {
    RelayConfig config = read(SHIPPED).config();

    assertThat(config)
        .isEqualTo(
            new RelayConfig(
                "127.0.0.1",
                6379,
                "123456",
                "queue_user_token",
                Duration.ofSeconds(30),
                java.util.List.of("http://127.0.0.1/a?b=c", "http://127.0.0.1:8080"),
                RelayConfig.Options.DEFAULT));
    assertThat(config.toString()).doesNotContain("123456");
    assertThat(read(SHIPPED).unknown()).isEmpty();
  }

  @Test
  void namesOf2016_areKnown() {
    RelayFile.Content content =
        read(
            """
            {"redis_ip":"10.0.0.1","redis_port":"6380","redis_passwd":"","redis_queue_key":"q",
             "push_list":{"A":"http://a.test/x","B":"http://b.test:81/y"}}
            """);

    assertThat(content.unknown()).isEmpty();
    assertThat(content.config().address()).isEqualTo("10.0.0.1:6380");
    assertThat(content.config().password()).isNull();
    assertThat(content.config().list()).isEqualTo("q");
    assertThat(content.config().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(content.config().urls()).containsExactly("http://a.test/x", "http://b.test:81/y");
  }

  @Test
  void optionsOfOurs_areRead() {
    RelayConfig.Options options =
        read(with(
                "\"prefetch\":7,\"concurrency\":3,\"http_version\":\"1.1\",\"keep_alive\":true,"
                    + "\"nested\":\"json\",\"retry_first\":\"1s\",\"retry_cap\":\"5s\","
                    + "\"log\":false,\"more\":1"))
            .config()
            .options();

    assertThat(options)
        .isEqualTo(
            new RelayConfig.Options(
                7,
                3,
                false,
                RequestStyle.PLAIN_KEPT,
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                false));
    assertThat(read(with("\"more\":1")).unknown()).containsExactly("more");
  }

  @Test
  void timeout_mayBeBelowASecond() {
    assertThat(read(with("\"http_timeout\":\"500ms\"")).config().timeout())
        .isEqualTo(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"redis_port\":\"abc\" | redis_port: 'abc' (expected: 1 to 65535)",
        "\"redis_port\":0 | redis_port: '0' (expected: 1 to 65535)",
        "\"redis_host\":\"\" | redis_host: '\"\"' (expected: some text)",
        "\"redis_auth\":[\"secret\"] | redis_auth: no text or number (expected: one)",
        "\"http_timeout\":0 | http_timeout: '0' (expected: 100ms to 1h)",
        "\"post_urls\":{} | post_urls: '{}' (expected: [{\"url\": \"http://...\"}, ...])",
        "\"post_urls\":[{}] | post_urls[0].url: not set (expected: like http://127.0.0.1/path)",
        "\"post_urls\":[{\"url\":\"ftp://a\"}] | post_urls[0].url: url: 'ftp://a' (expected:",
        "\"prefetch\":0 | prefetch: '0' (expected: 1 to 10000)",
        "\"ordered\":true,\"concurrency\":2 | concurrency: 2 (expected: 1 where ordered is true)",
        "\"keep_alive\":true | keep_alive: true (expected: false unless http_version is 1.1)",
        "\"http_version\":\"2\" | http_version: '2' (expected: 1.0 or 1.1)",
        "\"retry_cap\":\"soon\" | retry_cap: 'soon' (expected: 1ms to 1h)",
        "\"log\":\"maybe\" | log: 'maybe' (expected: true or false)",
      })
  void wrongValue_isNamed(String change, String sentence) {
    assertThatThrownBy(() -> read(with(change)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("secret")
        .hasMessageEndingWith("default.conf");
  }

  @Test
  void missingFile_andWhatIsNoJson_areNamed() {
    assertThatThrownBy(() -> RelayFile.read(folder.resolve("none.conf")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.conf is not there");
    assertThatThrownBy(() -> read("{\n\"a\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 2");
    assertThatThrownBy(() -> read("[]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> read("{}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("redis_host: not set (expected: some text)");
  }

  /** The last of two members of the same name counts. */
  private static String with(String members) {
    return SHIPPED
        .strip()
        .replaceFirst("}\\s*$", "," + java.util.regex.Matcher.quoteReplacement(members) + "}");
  }

  private RelayFile.Content read(String json) {
    try {
      return RelayFile.read(Files.writeString(folder.resolve("default.conf"), json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
