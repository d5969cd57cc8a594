package io.posthorn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  private static final String WEB = KeyText.create("web", new SecureRandom());
  private static final String APP = KeyText.create("app", new SecureRandom());

  @TempDir Path folder;
  private KeyFile file;

  @BeforeEach
  void file() {
    file = new KeyFile(folder);
  }

  @Test
  void find_knowsKeysOfBothPlaces_andNoOthers() throws IOException {
    file.add(key("app", APP));
    Access access = Access.of(List.of(key("web", WEB)), file);
    assertThat(access.required()).isTrue();
    assertThat(access.find(WEB)).hasToString("web");
    assertThat(access.find(APP)).hasToString("app");
    assertThat(access.find(WEB.replace("web", "app"))).isNull();
    assertThat(access.find(WEB + "x")).isNull();
    assertThat(access.find(KeyText.create("web", new SecureRandom()))).isNull();
    assertThat(access.find(KeyText.create("none", new SecureRandom()))).isNull();
    assertThat(access.find("")).isNull();
  }

  @Test
  void required_fromTheFirstKeyOn() throws IOException {
    Access access = Access.of(List.of(), file);
    assertThat(access.required()).isFalse();
    file.add(key("web", WEB));
    access.reload();
    assertThat(access.required()).isTrue();
    assertThat(access.find(WEB)).isNotNull();
  }

  @Test
  void required_staysWhenTheLastKeyIsRevokedOrTheFileIsGone() throws IOException {
    file.add(key("web", WEB));
    Access access = Access.of(List.of(), file);
    assertThat(file.remove("web")).isTrue();
    assertThat(file.remove("web")).isFalse();
    access.reload();
    assertThat(access.required()).isTrue();
    assertThat(access.find(WEB)).isNull();
    assertThat(Access.of(List.of(), file).required()).as("after a restart").isTrue();
    Files.delete(file.path());
    access.reload();
    assertThat(access.required()).isTrue();
  }

  @Test
  void reload_keepsWhatItHadWhenTheFileIsBroken() throws IOException {
    file.add(key("web", WEB));
    Access access = Access.of(List.of(), file);
    Files.writeString(file.path(), "# comment\n\nnonsense\n");
    assertThatThrownBy(access::reload).hasMessageContaining("access-keys line 3");
    assertThat(access.find(WEB)).isNotNull();
    assertThatThrownBy(() -> Access.of(List.of(), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("access-keys line 3: 1 words (expected: ");
  }

  @Test
  void isCurrent_untilTheKeyIsGoneOrChanged() throws IOException {
    Access access = Access.of(List.of(), file);
    assertThat(access.isCurrent(Identity.ANYBODY)).isTrue();
    file.add(key("web", WEB));
    file.add(key("app", APP));
    access.reload();
    assertThat(access.isCurrent(Identity.ANYBODY)).as("keys are asked for now").isFalse();
    Identity web = access.find(WEB);
    Identity app = access.find(APP);
    access.reload();
    assertThat(access.isCurrent(web)).isTrue();
    assertThat(file.remove("web")).isTrue();
    access.reload();
    assertThat(access.isCurrent(web)).isFalse();
    assertThat(access.isCurrent(app)).isTrue();
    assertThat(file.remove("app")).isTrue();
    file.add(
        new AccessKey("app", KeyText.hash(APP), Set.of(Role.VIEWER), List.of(NamePattern.ALL)));
    access.reload();
    assertThat(access.isCurrent(app)).as("it has fewer roles").isFalse();
  }

  @Test
  void file_isForItsOwnerAloneAndHoldsNoKey() throws IOException {
    file.add(key("web", WEB));
    file.add(key("app", APP));
    assertThat(Files.readString(file.path())).doesNotContain(WEB, APP, "ph_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> file.add(key("web", APP))).hasMessageContaining("'web' twice");
    assertThat(file.read()).extracting(AccessKey::id).containsExactly("web", "app");
  }

  static AccessKey key(String id, String text) {
    return new AccessKey(id, KeyText.hash(text), Set.of(Role.ADMIN), List.of(NamePattern.ALL));
  }
}
