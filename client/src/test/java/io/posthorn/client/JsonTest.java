package io.posthorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's JSON is what another library makes of it. */
class JsonTest {
  private static final ObjectMapper OTHER = new ObjectMapper();

  @Test
  void whatIsNoJson_isRefused() {
    assertThatThrownBy(() -> Json.text(Fields.NONE.with("lease", java.time.Duration.ofSeconds(5))))
        .hasMessage(
            "'PT5S', a Duration (expected: a string, a number, a boolean, a list, a map or null)");
    assertThatThrownBy(() -> Json.text(Double.NaN)).hasMessageStartingWith("'NaN', a Double");
  }

  @Test
  void randomValues_areReadAndWrittenAsByAnotherLibrary() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      Object value = value(random, 0);
      String ours = Json.text(value);
      String theirs = OTHER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
      assertThat(OTHER.readTree(ours)).isEqualTo(OTHER.readTree(theirs));
      assertThat(JsonReader.read(theirs)).isEqualTo(value);
      assertThat(JsonReader.read(ours)).isEqualTo(value);
    }
  }

  @Test
  void escapesAndNumbers_areRead() {
    assertThat(JsonReader.read("\"\\u00fc\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\""))
        .isEqualTo("ü\uD83D\uDE00/\b\f\n\r\t\"\\");
    assertThat(JsonReader.read(" [0, -0, 12, -1.5e+3, 1E2, 9223372036854775807, 1e400] "))
        .isEqualTo(List.of(0L, 0L, 12L, -1500.0, 100.0, Long.MAX_VALUE, Double.POSITIVE_INFINITY));
    assertThat(JsonReader.read("12345678901234567890")).isEqualTo(12345678901234567890.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\"}",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "tru",
        "nulll",
        "[1 2]",
        "1 2",
        "'a'",
        "NaN",
        "\"\\u００12\""
      })
  void whatIsNoJson_isRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no JSON: ");
  }

  @Test
  void depth_isBounded() {
    assertThat(JsonReader.read("[".repeat(200) + "]".repeat(200))).isInstanceOf(List.class);
    assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
        .hasMessageContaining("expected: at most 200 levels");
  }

  @Test
  void rawJson_staysOnOneLine() {
    Fields line = Fields.NONE.with("json", Json.Raw.of("{\r\n \"a\\n\": 1\n}\n"));
    assertThat(line.toString()).isEqualTo("{\"json\":{   \"a\\n\": 1 }}");
  }

  @Test
  void fields_ofTheWrongType_areNamed() {
    Fields fields = Fields.parse("{\"a\":1,\"b\":\"x\",\"c\":[1]}");
    assertThatThrownBy(() -> fields.text("a")).hasMessage("a: 1 (expected: a string)");
    assertThatThrownBy(() -> fields.text("z")).hasMessage("z: missing");
    assertThatThrownBy(() -> fields.number("b")).hasMessage("b: x (expected: a number)");
    assertThatThrownBy(() -> fields.object("b")).hasMessage("b: x (expected: an object)");
    assertThatThrownBy(() -> fields.list("c", one -> one)).hasMessage("c: 1 (expected: an object)");
    assertThatThrownBy(() -> Fields.parse("[]")).hasMessage("answer: [] (expected: an object)");
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 4 -> text(random);
      case 5 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(random), value(random, depth + 1));
        }
        yield map;
      }
    };
  }

  private static String text(Random random) {
    int[] kinds = {0x20, 0x80, 0x800, 0xD800, 0x10FFFF};
    int[] points = new int[random.nextInt(6)];
    Arrays.setAll(
        points,
        i -> {
          int point = random.nextInt(kinds[random.nextInt(kinds.length)]);
          return point >= 0xD800 && point < 0xE000 ? 'x' : point;
        });
    return new String(points, 0, points.length);
  }
}
