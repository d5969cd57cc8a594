package io.posthorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The examples in the Javadoc and in {@code docs/clients.md} are those that {@link ExamplesTest}
 * compiles and runs.
 */
class JavadocExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\n(.*?)\n +\\* }</pre>", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void examplesOfTheJavadoc_areTested() throws IOException {
    List<String> examples = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        for (String example : find(EXAMPLE, source)) {
          examples.add(example.replaceAll("(?m)^ +\\* ?", ""));
        }
      }
    }
    assertThat(examples).hasSize(10);
    assertTested(examples);
  }

  @Test
  void examplesOfTheDocument_areTested() throws IOException {
    List<String> examples = find(BLOCK, Path.of("..", "docs", "clients.md"));
    assertThat(examples).hasSize(5);
    assertTested(examples);
  }

  private static void assertTested(List<String> examples) throws IOException {
    String tested =
        bare(Files.readString(Path.of("src/test/java/io/posthorn/client/ExamplesTest.java")));
    assertThat(examples)
        .allSatisfy(
            example ->
                assertThat(tested)
                    .contains(
                        // Where the tests' servers are is known when they run.
                        bare(example)
                            .replace("\"http://127.0.0.1:1218\"", "address")
                            .replace("\"redis://127.0.0.1:6379\"", "redis")));
  }

  private static List<String> find(Pattern pattern, Path file) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher example = pattern.matcher(Files.readString(file));
    while (example.find()) {
      found.add(example.group(1));
    }
    return found;
  }

  /** Without what the formatter decides about. */
  private static String bare(String code) {
    return code.replaceAll("\\s+", "");
  }
}
