package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar has what each system that Posthorn runs on needs. */
class JarIT {
  @Test
  void jar_hasRocksDbForLinuxMacAndWindows() throws IOException {
    try (JarFile jar = new JarFile(Path.of("target/posthorn.jar").toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.contains("rocksdbjni-")))
          .containsExactlyInAnyOrderElementsOf(
              List.of(
                  "librocksdbjni-linux64.so",
                  "librocksdbjni-linux64-musl.so",
                  "librocksdbjni-linux-aarch64.so",
                  "librocksdbjni-linux-aarch64-musl.so",
                  "librocksdbjni-osx-x86_64.jnilib",
                  "librocksdbjni-osx-arm64.jnilib",
                  "librocksdbjni-win64.dll"));
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.posthorn.cli.Main");
    }
  }
}
