package io.posthorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The console's dictionaries and its files agree with each other. */
class ConsoleTextTest {
  private static final Path FOLDER = Path.of("src/main/resources/io/posthorn/console");
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
  private static final Pattern USED = Pattern.compile("\\bt\\('([A-Za-z0-9.]+)'");
  private static final Pattern MADE = Pattern.compile("\\bt\\(`([A-Za-z.]+)\\$\\{");

  @Test
  void dictionaries_haveTheSameKeysAndPlaces() throws IOException {
    Map<String, String> english = dictionary("en");
    Map<String, String> chinese = dictionary("zh");
    assertThat(chinese.keySet()).isEqualTo(english.keySet());
    english.forEach(
        (key, text) -> assertThat(places(chinese.get(key))).as(key).isEqualTo(places(text)));
    assertThat(english.values()).noneMatch(String::isBlank);
    assertThat(chinese.values()).noneMatch(String::isBlank);
  }

  @Test
  void textsThatAreUsed_areInTheDictionaries() throws IOException {
    Map<String, String> english = dictionary("en");
    List<String> missing = new ArrayList<>();
    int used = 0;
    for (Path file : modules()) {
      String module = Files.readString(file);
      for (String key : found(USED, module)) {
        used++;
        if (!english.containsKey(key)) {
          missing.add(file.getFileName() + ": " + key);
        }
      }
      for (String prefix : found(MADE, module)) {
        if (english.keySet().stream().noneMatch(key -> key.startsWith(prefix))) {
          missing.add(file.getFileName() + ": " + prefix);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(used).isGreaterThan(150);
  }

  @Test
  void folder_holdsWhatIsServed() throws IOException {
    var served = new TreeSet<>(ConsoleFiles.NAMES);
    served.addAll(ApiPage.FILES);
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(served);
    }
  }

  @Test
  void modules_areShortAndMakeNoMarkupOfText() throws IOException {
    for (Path file : modules()) {
      String module = Files.readString(file);
      assertThat(module.lines().count()).as("%s: lines", file).isLessThan(400);
      assertThat(module)
          .as("%s", file)
          .doesNotContain("innerHTML", "dangerouslySetInnerHTML", "eval(", "document.write");
    }
  }

  private static TreeMap<String, String> dictionary(String language) throws IOException {
    return new ObjectMapper()
        .readValue(FOLDER.resolve(language + ".json").toFile(), new TypeReference<>() {});
  }

  private static TreeSet<String> places(String text) {
    return new TreeSet<>(found(PLACE, text));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".js")).toList();
    }
  }
}
