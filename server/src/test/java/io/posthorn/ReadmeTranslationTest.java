package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README says the same in both languages: headings, tables, lists, links and every command. */
class ReadmeTranslationTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void commands_areTheSame() throws IOException {
    assertThat(found(BLOCK, chinese(), 2)).isEqualTo(found(BLOCK, english(), 2));
  }

  @Test
  void headingsTablesAndLists_haveTheSameForm() throws IOException {
    assertThat(form(chinese())).isEqualTo(form(english()));
  }

  @Test
  void links_areTheSameAndInTheSameOrder() throws IOException {
    List<String> english = found(LINK, english(), 1);
    assertThat(english).contains("README.zh.md").hasSizeGreaterThan(15);
    english.replaceAll(link -> link.equals("README.zh.md") ? "README.md" : link);
    assertThat(found(LINK, chinese(), 1)).isEqualTo(english);
  }

  @Test
  void namesInCode_areTheSame() throws IOException {
    assertThat(found(CODE, BLOCK.matcher(chinese()).replaceAll(""), 1))
        .containsExactlyInAnyOrderElementsOf(
            found(CODE, BLOCK.matcher(english()).replaceAll(""), 1));
  }

  /** What each line is, text aside. */
  private static List<String> form(String text) {
    List<String> form = new ArrayList<>();
    for (String line : BLOCK.matcher(text).replaceAll("").lines().toList()) {
      if (line.startsWith("#")) {
        form.add(line.substring(0, line.indexOf(' ')));
      } else if (line.startsWith("|")) {
        form.add("| " + line.chars().filter(c -> c == '|').count());
      } else if (line.startsWith("- ")) {
        form.add("-");
      }
    }
    return form;
  }

  private static List<String> found(Pattern pattern, String text, int group) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(group));
    }
    return found;
  }

  private static String english() throws IOException {
    return Files.readString(Path.of("../README.md"));
  }

  private static String chinese() throws IOException {
    return Files.readString(Path.of("../README.zh.md"));
  }
}
