package io.posthorn.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/protocol-relay.md to what is so. */
class RelayDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/protocol-relay.md");
  private static final Pattern FORM = Pattern.compile("\\| `(\\{.*})` \\| `(.*)` \\|");
  private static final Pattern KEY = Pattern.compile("`([a-z_]+)`");

  @TempDir Path folder;

  @Test
  void forms_areThoseOfItsTable() throws IOException, ItemException {
    int rows = 0;
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = FORM.matcher(line);
      if (row.matches()) {
        rows++;
        byte[] form = ItemForm.of(row.group(1).getBytes(UTF_8), false).bytes();
        assertThat(new String(form, UTF_8)).as(line).isEqualTo(row.group(2));
      }
    }
    assertThat(rows).isEqualTo(4);
  }

  @Test
  void everyKeyOfItsTable_isKnown() throws IOException {
    List<String> keys = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("| `") && line.split("\\|").length == 5) {
        Matcher key = KEY.matcher(line.substring(0, line.indexOf('|', line.indexOf('|', 1) + 1)));
        while (key.find()) {
          keys.add(key.group(1));
        }
      }
    }
    assertThat(keys).contains("redis_host", "redis_ip", "push_list", "prefetch", "log");

    var json = new StringBuilder("{\"redis_port\":1,\"redis_host\":\"h\",\"redis_list_key\":\"k\"");
    json.append(",\"post_urls\":[]");
    for (String key : keys) {
      if (!json.toString().contains('"' + key + '"')) {
        json.append(",\"").append(key).append("\":").append(value(key));
      }
    }
    Path file = Files.writeString(folder.resolve("default.conf"), json.append('}'));
    assertThat(RelayFile.read(file).unknown()).isEmpty();
  }

  private static String value(String key) {
    return switch (key) {
      case "ordered", "keep_alive", "log" -> "false";
      case "http_version" -> "\"1.0\"";
      case "nested" -> "\"json\"";
      default -> "1";
    };
  }
}
