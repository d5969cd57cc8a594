package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtqFileTest {
  static final String SHIPPED =
      """
      {
        "app_key":"sbvrgrgbg10rgye5y5ebfbgdyyhdgsrg",
        "app_token":"usbvbhu0srfefeafrrgy5rgrgrfrfegsrg",
        "api_port":5999,
        "redis_host":"127.0.0.1",
        "redis_port":6379,
        "redis_key_prefix":"htq_"
      }
      """;

  @TempDir Path folder;

  @Test
  void shippedFile_isReadAndKnown() throws IOException {
    HtqFile file = read(SHIPPED);
    assertThat(file.appKey()).isEqualTo("sbvrgrgbg10rgye5y5ebfbgdyyhdgsrg");
    assertThat(file.appToken()).isEqualTo("usbvbhu0srfefeafrrgy5rgrgrfrfegsrg");
    assertThat(file.port()).isEqualTo("5999");
    assertThat(file.redis()).isTrue();
    assertThat(file.unknown()).isEmpty();
    assertThat(file.isShipped()).isTrue();
    assertThat(file.toString()).doesNotContain(file.appKey()).doesNotContain(file.appToken());
  }

  @Test
  void ownKeys_areNotTheShippedOnes() throws IOException {
    HtqFile file = read("{\"app_key\":1,\"app_token\":\"t\",\"api_port\":\"80\",\"apiPort\":1}");
    assertThat(file.appKey()).isEqualTo("1");
    assertThat(file.port()).isEqualTo("80");
    assertThat(file.redis()).isFalse();
    assertThat(file.unknown()).containsExactly("apiPort");
    assertThat(file.isShipped()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"app_key":"k","app_token":"t"}                 | api_port is not set
          {"app_key":"","app_token":"t","api_port":1}     | app_key is not set
          {"app_key":"k","app_token":null,"api_port":1}   | app_token is not set
          {"app_key":"k","app_token":["t"],"api_port":1}  | app_token is not set
          {"app_key":                                     | is no JSON
          []                                              | is no JSON object
          ''                                              | is no JSON object
          """)
  void brokenFile_isNamed(String text, String sentence) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("config.json");
  }

  @Test
  void missingFile_isNamed() {
    assertThatThrownBy(() -> HtqFile.read(folder.resolve("nowhere.json")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("nowhere.json is not there");
  }

  private HtqFile read(String text) throws IOException {
    return HtqFile.read(Files.writeString(folder.resolve("config.json"), text));
  }
}
