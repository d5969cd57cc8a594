package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The server runs on Windows and macOS as on Linux: what is POSIX-only is in the launcher. */
class PortabilityTest {
  /** Paths, classes and programs that only some systems have. */
  private static final Pattern POSIX_ONLY =
      Pattern.compile(
          "\"/(?:proc|dev|bin|sbin|usr|etc|var|run|tmp)\\b|\\b[sg]etPosixFile|\\bsun\\.misc\\."
              + "|\"(?:sh|bash|chmod|setsid|uname|nohup)\"");

  /** Where it is meant, and why the server does without it elsewhere. */
  private static final List<String> MEANT =
      List.of(
          // Read where it exists; elsewhere no limit is known, and none is warned about.
          "OpenFiles.java: \"/proc",
          // The original's pid file, where there is such a folder; in text and as a path.
          "HttpsqsCommand.java: \"/tmp",
          "HttpsqsCommand.java: \"/tmp");

  @Test
  void mainCode_isNotPosixOnly() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> found =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .flatMap(PortabilityTest::posixOnly)
              .toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(MEANT);
    }
  }

  @Test
  void pattern_findsWhatItIsAbout() {
    assertThat(List.of("Path.of(\"/dev/null\")", "exec(\"sh\")", "Files.setPosixFilePermissions("))
        .allMatch(line -> POSIX_ONLY.matcher(line).find());
    assertThat("path.startsWith(\"/v1/\")").doesNotContainPattern(POSIX_ONLY);
  }

  @Test
  void launchers_passTheSameOptions() throws IOException {
    String posix = Files.readString(Path.of("../bin/posthorn"));
    String windows = Files.readString(Path.of("../dist/src/bin/posthorn.cmd"));
    Pattern option = Pattern.compile("-X[\\w:+=-]*|-Dfile\\.encoding=UTF-8|--sun-misc[\\w=-]*");
    List<String> own =
        List.of(
            "-XX:ArchiveClassesAtExit=",
            "-XX:SharedArchiveFile=",
            "-Xlog:all=error:stderr",
            "-Xlog:disable",
            "-Xlog");
    List<String> expected =
        option
            .matcher(posix)
            .results()
            .map(found -> found.group())
            .distinct()
            .filter(found -> !own.contains(found))
            .toList();
    assertThat(expected).hasSizeGreaterThan(10);
    assertThat(option.matcher(windows).results().map(found -> found.group())).containsAll(expected);
  }

  private static Stream<String> posixOnly(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.strip().startsWith("*") && !line.strip().startsWith("//"))
          .flatMap(line -> POSIX_ONLY.matcher(line).results().map(found -> found.group()))
          .map(found -> file.getFileName() + ": " + found);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
