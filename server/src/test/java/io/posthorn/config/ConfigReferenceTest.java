package io.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table of keys in docs/configuration.md is made of the keys in code. What a key means is the
 * page's own sentence; a new key's is the comment of the shipped file. After a change run this test
 * with {@code -Dposthorn.docs=write}.
 */
class ConfigReferenceTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final Path FILE = Path.of("src/main/resources/posthorn.yaml");
  private static final String HEAD =
      "| key | default | environment variable | meaning |\n|---|---|---|---|\n";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-zA-Z0-9.]+)` \\| `.*?` \\| `POSTHORN_\\w+` \\| (.+) \\|$");
  private static final Pattern LINE = Pattern.compile("( *)(?:- )?([A-Za-z0-9.]+):(.*)");

  @Test
  void table_isThatOfTheCode() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(HEAD);
    assertThat(from).as("the table of keys").isPositive();
    int to = page.indexOf("\n\n", from) + 1;
    String made = page.substring(0, from) + table(meanings(page)) + page.substring(to);
    if ("write".equals(System.getProperty("posthorn.docs"))) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md (-Dposthorn.docs=write makes it anew)")
        .isEqualTo(made);
  }

  private static String table(Map<String, String> meanings) throws IOException {
    Map<String, String> comments = comments();
    StringBuilder table = new StringBuilder(HEAD);
    for (Key<?> key : Keys.ALL) {
      String meaning = meanings.getOrDefault(key.name(), comments.get(key.name()));
      assertThat(meaning).as("what " + key.name() + " means").isNotBlank();
      table.append(
          "| `%s` | `%s` | `%s` | %s |\n"
              .formatted(key.name(), key.fallback(), key.environment(), meaning));
    }
    return table.toString();
  }

  private static Map<String, String> meanings(String page) {
    Map<String, String> meanings = new HashMap<>();
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      meanings.put(row.group(1), row.group(2));
    }
    return meanings;
  }

  /** The comment above each key; one above several lines belongs to each of them. */
  private static Map<String, String> comments() throws IOException {
    Map<String, String> comments = new HashMap<>();
    Deque<String> sections = new ArrayDeque<>();
    StringBuilder comment = new StringBuilder();
    boolean used = false;
    for (String line : Files.readAllLines(FILE)) {
      String text = line.strip();
      if (text.startsWith("#")) {
        if (used) {
          comment.setLength(0);
          used = false;
        }
        comment.append(comment.isEmpty() ? "" : " ").append(text.substring(1).strip());
        continue;
      }
      Matcher key = LINE.matcher(line);
      if (text.isEmpty()) {
        comment.setLength(0);
      } else if (key.matches()) {
        while (sections.size() > key.group(1).length() / 2) {
          sections.removeLast();
        }
        String name = String.join(".", sections) + (sections.isEmpty() ? "" : ".") + key.group(2);
        if (key.group(3).isBlank()) {
          sections.addLast(key.group(2));
          comment.setLength(0);
        } else {
          comments.put(name, comment.toString());
          used = true;
        }
      }
    }
    return comments;
  }
}
