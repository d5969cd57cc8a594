package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.access.KeyFile;
import io.posthorn.config.ConfigLoader;
import io.posthorn.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void create_showsTheKeyOnce_listAndRevokeKnowItsId() throws IOException {
    assertThat(key("create", "--id", "web", "--role", "producer,consumer", "--queues", "mail-*"))
        .isZero();
    String key = out.toString().strip();
    assertThat(key).matches("ph_web_[A-Za-z0-9_-]{43}");
    Path file = new KeyFile(folder).path();
    assertThat(Files.readString(file)).contains("web producer,consumer mail-* sha256:");
    assertThat(err.toString()).contains(file.toString()).doesNotContain(key);

    assertThat(key("list")).isZero();
    assertThat(out.toString())
        .contains("web ", "producer,consumer ", "mail-* ", file.toString())
        .doesNotContain(key);
    assertThat(key("revoke", "web")).isZero();
    assertThat(key("list")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(key("revoke", "web")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("posthorn: there is no key 'web'\n");
  }

  @Test
  void create_printsAnEntryThatTheConfigurationTakes() throws IOException {
    assertThat(key("create", "--id", "web", "--role", "viewer", "--queues", "a-*,b", "--print"))
        .isZero();
    assertThat(new KeyFile(folder).path()).doesNotExist();
    Path file = Files.writeString(folder.resolve("posthorn.yaml"), err.toString());
    ServerConfig config = new ConfigLoader().file(file).load().config();
    assertThat(config.access().keys()).hasSize(1);
    assertThat(config.access().keys().get(0).toString()).startsWith("web viewer a-*,b sha256:");
    assertThat(key("create", "--id", "web", "--role", "viewer", "--config", file.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("key id 'web' is in access.keys");
  }

  @Test
  void mistakes_areToldInOneSentence() {
    assertThat(key("create", "--id", "Web", "--role", "viewer")).isEqualTo(2);
    assertThat(err.toString()).startsWith("posthorn: key id 'Web' (expected: ").hasLineCount(1);
    assertThat(key("create", "--id", "web", "--role", "boss")).isEqualTo(2);
    assertThat(err.toString()).startsWith("posthorn: role 'boss' (expected: ").hasLineCount(1);
    assertThat(key("create", "--id", "web", "--role", "viewer")).isZero();
    assertThat(key("create", "--id", "web", "--role", "viewer")).isEqualTo(2);
    assertThat(err.toString()).startsWith("posthorn: key id 'web' twice").hasLineCount(1);
    assertThat(run("key")).isEqualTo(2);
  }

  @Test
  void keys_allowOtherAddresses() throws IOException {
    ServerConfig config =
        new ConfigLoader()
            .assignment("data=" + folder)
            .assignment("listen.host=0.0.0.0")
            .load()
            .config();
    assertThat(Loopback.hasKeys(config)).isFalse();
    key("create", "--id", "web", "--role", "viewer");
    assertThat(Loopback.hasKeys(config)).isTrue();
    Loopback.require(config);
  }

  private int key(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "key";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--data";
    all[args.length + 2] = folder.toString();
    return run(all);
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
