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
  private static final String HEAD = "| what an attacker may try | what stands against it | test |";
  private static final Pattern ROW =
      Pattern.compile("\\| [^|]+ \\| [^|]+ \\| `(\\w+)(?:\\.(\\w+))?` \\|");

  @Test
  void everyLine_namesATestThatExists() throws IOException {
    List<String> table =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals(HEAD))
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(table).hasSizeGreaterThan(20);
    assertThat(table.get(1)).isEqualTo("|---|---|---|");
    List<String> wrong = new ArrayList<>();
    for (String line : table.subList(2, table.size())) {
      Matcher row = ROW.matcher(line);
      if (!row.matches() || !exists(row.group(1), row.group(2))) {
        wrong.add(line);
      }
    }
    assertThat(wrong).as("rows that name no test, or one that is not there").isEmpty();
  }

  private static boolean exists(String type, String method) throws IOException {
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
