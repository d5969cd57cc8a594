package io.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void load_withoutAnything_answersDefaults() {
    ServerConfig config = new ConfigLoader().load().config();
    assertThat(config.listen()).isEqualTo(new ListenConfig("127.0.0.1", 1218, false));
    assertThat(config.storage().durability()).isEqualTo(Durability.FLUSHED);
    assertThat(config.limits().maxLease()).isEqualTo(Duration.ofHours(12));
    assertThat(config.httpsqs().auth()).isNull();
  }

  @Test
  void load_readsKeysAsAListOfEntries() throws IOException {
    String hash = "sha256:" + "0123456789abcdef".repeat(4);
    Path file =
        file(
            "access:\n  keys:\n  - {id: web, role: producer, hash: '"
                + hash
                + "'}\n  - id: app\n    role: [viewer, consumer]\n    queues: a-*, b\n    hash: "
                + hash
                + "\n");
    assertThat(new ConfigLoader().file(file).load().config().access().keys())
        .extracting(Object::toString)
        .containsExactly("web producer * " + hash, "app viewer,consumer a-*,b " + hash);
    assertThatThrownBy(
            () -> new ConfigLoader().file(file("access:\n  keys:\n  - {id: web}\n")).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("access.keys: an entry without role (expected: id, role, queues");
    assertThatThrownBy(
            () -> new ConfigLoader().file(file("access:\n  keys:\n  - {ident: web}\n")).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("(did you mean 'id'?)");
    assertThatThrownBy(() -> new ConfigLoader().file(file("access:\n  keys: [web]\n")).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("access.keys: 'web' (expected: entries of");
  }

  @Test
  void load_flagBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
    Path file = file("listen:\n  host: 127.0.0.2\n  port: 1\nstorage: {flushInterval: 1m}\n");
    ServerConfig config =
        new ConfigLoader()
            .file(file)
            .environment(
                Map.of("POSTHORN_LISTEN_PORT", "2", "POSTHORN_STORAGE_FLUSH_INTERVAL", "2m"))
            .flag("storage.flushInterval", "3m", "--set")
            .load()
            .config();
    assertThat(config.listen().host()).isEqualTo("127.0.0.2");
    assertThat(config.listen().port()).isEqualTo(2);
    assertThat(config.storage().flushInterval()).isEqualTo(Duration.ofMinutes(3));
    assertThat(config.http().maxConnections()).isEqualTo(16_000);
  }

  @Test
  void load_readsFileThatEnvironmentNames() throws IOException {
    Path file = file("listen:\n  port: 7\n");
    ConfigLoader loader =
        new ConfigLoader().environment(Map.of("POSTHORN_CONFIG", file.toString()));
    assertThat(loader.load().config().listen().port()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen:\\n  prot: 1 | unknown setting 'listen.prot' in FILE line 2 (did you mean 'listen.port'?)",
        "listen:\\n  port: x | listen.port: 'x' (expected: 0 to 65535), set by FILE line 2",
        "listen:\\n  port: 70000 | listen.port: '70000' (expected: 0 to 65535), set by FILE line 2",
        "listen:\\n  port: | listen.port has no value (FILE line 2)",
        "listen:\\n  port: [1] | listen.port: a list (expected: one value), set by FILE line 2",
        "listen: 5 | listen groups settings and has no value of its own, set by FILE line 1",
        "port: 5 | unknown setting 'port' in FILE line 1 (did you mean 'listen.port'?)",
        "storage: {engine: rokcs} | storage.engine: 'rokcs' (expected: rocksdb or redis or memory), set by FILE line 1",
        "storage: {minFree: 1QB} | storage.minFree: '1QB' is no size (expected: like 512, 4KB, 64MB, 1GB), set by FILE line 1",
        "http: {idleTimeout: 0s} | http.idleTimeout: '0s' (expected: 1s to 1d), set by FILE line 1",
        "queues: {createOnUse: maybe} | queues.createOnUse: 'maybe' (expected: true or false), set by FILE line 1",
        "[1] | FILE line 1: expected one tree of 'key: value' lines",
      })
  void load_refusesWhatAFileMayNotSay(String yaml, String message) throws IOException {
    Path file = file(yaml.replace("\\n", "\n"));
    assertThatThrownBy(() -> new ConfigLoader().file(file).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }

  @Test
  void load_namesLineOfMalformedAndDoubledYaml() throws IOException {
    Path malformed = file("data: x\nlisten: {port: 1\n");
    assertThatThrownBy(() -> new ConfigLoader().file(malformed).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not valid YAML")
        .message()
        .hasLineCount(1);
    Path doubled = file("data: x\ndata: y\n");
    assertThatThrownBy(() -> new ConfigLoader().file(doubled).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("data");
  }

  @Test
  void load_refusesMissingFile() {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> new ConfigLoader().file(missing).load())
        .hasMessage("configuration file " + missing + " does not exist");
  }

  @Test
  void load_acceptsEmptyFileAndEmptySections() throws IOException {
    assertThat(new ConfigLoader().file(file("")).load().config())
        .isEqualTo(new ConfigLoader().load().config());
    assertThat(new ConfigLoader().file(file("# nothing\nlisten:\nhttp:\n")).load().config())
        .isEqualTo(new ConfigLoader().load().config());
  }

  @Test
  void load_refusesUnknownVariableButNotThoseOfPlatforms() {
    assertThatThrownBy(
            () -> new ConfigLoader().environment(Map.of("POSTHORN_LISTEN_PROT", "1")).load())
        .hasMessage(
            "unknown variable 'POSTHORN_LISTEN_PROT' in the environment"
                + " (did you mean 'POSTHORN_LISTEN_PORT'?)");
    Map<String, String> platform =
        Map.of(
            "POSTHORN_PORT",
            "tcp://10.0.0.1:1218",
            "POSTHORN_SERVICE_HOST",
            "10.0.0.1",
            "HOME",
            "/");
    assertThat(new ConfigLoader().environment(platform).load().config().listen().port())
        .isEqualTo(1218);
  }

  @Test
  void assignment_splitsAtFirstEquals() {
    ConfigLoader loader = new ConfigLoader().assignment("httpsqs.auth=a=b");
    assertThat(loader.load().config().httpsqs().auth()).isEqualTo("a=b");
    assertThatThrownBy(() -> new ConfigLoader().assignment("port"))
        .hasMessage("--set 'port' (expected: key=value)");
  }

  @Test
  void secret_isShownNowhere() {
    LoadedConfig loaded = new ConfigLoader().assignment("httpsqs.auth=sesame").load();
    assertThat(loaded.describe() + loaded.changes() + loaded.config())
        .contains("***")
        .doesNotContain("sesame");
  }

  @Test
  void describe_canBeReadBack() throws IOException {
    LoadedConfig loaded =
        new ConfigLoader()
            .flag("data", "a dir: with 'quotes' # and more", "--data")
            .flag("storage.minFree", "3GB", "--set")
            .load();
    assertThat(loaded.changes()).contains("storage.minFree=3GB");
    LoadedConfig again = new ConfigLoader().file(file(loaded.describe())).load();
    assertThat(again.config()).isEqualTo(loaded.config());
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "posthorn", ".yaml"), yaml);
  }
}
