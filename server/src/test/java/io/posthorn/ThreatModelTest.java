package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of the threat model in {@code SECURITY.md} names a test that exists. */
class ThreatModelTest {
  private static final Path PAGE = Path.of("..", "SECURITY.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| [^|`-][^|]* \\| [^|]+ \\| (?:`(\\w+)(?:\\.(\\w+))?`)? *\\|$");

  @Test
  void everyLine_namesATestThatExists() throws IOException {
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      if (row.group().endsWith("| test |")) {
        continue;
      }
      lines++;
      if (!exists(row.group(1), row.group(2))) {
        wrong.add(row.group());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).isGreaterThanOrEqualTo(20);
  }

  private static boolean exists(String type, String method) throws IOException {
    if (type == null) {
      return false;
    }
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .filter(file -> file.getFileName().toString().equals(type + ".java"))
          .anyMatch(file -> method == null || text(file).contains("void " + method + "("));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
