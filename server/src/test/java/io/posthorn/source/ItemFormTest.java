package io.posthorn.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemFormTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`',
      value = {
        "{\"name\":\"小花\",\"sex\":\"0\",\"t\":\"a b-c_d.e\"}"
            + " | name=%E5%B0%8F%E8%8A%B1&sex=0&t=a+b%2Dc%5Fd.e",
        "{\"n\":1,\"f\":-1.50,\"e\":1E+05,\"t\":true,\"u\":false,\"v\":null}"
            + " | n=1&f=%2D1.50&e=1E%2B05&t=true&u=false&v=null",
        "{\"o\":{\"a\":[1,{\"b\":\"}\"}]},\"l\":[],\"m\":[[1],{}],\"z\":\"1\"} | o=&l=&m=&z=1",
        "{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"} | a=1&b=2&a=1",
        "{\"a\":{},\"a\":\"3\"} | a=&a=",
        "{} | ``",
        "[] | ``",
        " {\t\"a\" : \"1\" , \"b\":2 } | a=1&b=2",
        "{\"a\":\"\"} | a=",
        "{\"a\":\"~!*()'/?&=+%\"} | a=%7E%21%2A%28%29%27%2F%3F%26%3D%2B%25",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"} | a=%22%5C%2F%08%0C%0A%0D%09",
        "{\"a\":\"\\u0000\\u0041\\u00e9\\u5c0f\\ud83d\\ude00\"} | a=%00A%C3%A9%E5%B0%8F%F0%9F%98%80",
        "{\"a_b-c\":\"1\",\"小\":\"2\",\"x[y]\":\"3\"} | a_b-c=1&小=2&x[y]=3",
        "{\"a_b&c\":\"1\",\"a b\":\"2\",\"p%\":\"3\",\"e=\":\"4\",\"q+\":\"5\"}"
            + " | a%5Fb%26c=1&a+b=2&p%25=3&e%3D=4&q%2B=5",
      })
  void form_isThatOfTheOriginal(String item, String form) throws ItemException {
    assertThat(new String(ItemForm.of(item.getBytes(UTF_8), false).bytes(), UTF_8)).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "text",
        "\"text\"",
        "12",
        "true",
        "null",
        "[1,2]",
        "[{}]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":\"1\"",
        "{\"a\":\"1",
        "{\"a\":\"1\",}",
        "{\"a\":1 \"b\":2}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":[1,]}",
        "{\"a\":[1}}",
        "{\"a\":{\"b\":1]}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\ude00\"}",
        "{\"a\":1}{\"b\":2}",
        "{\"a\":1}x",
        "{\"a.b\":1}",
        "{\"\":1}",
      })
  void whatCantBeAForm_isRefused(String item) {
    assertThatThrownBy(() -> ItemForm.of(item.getBytes(UTF_8), false).bytes())
        .isInstanceOf(ItemException.class)
        .hasMessageContaining("expected:");
  }

  @Test
  void bytesInAnyCharset_passAsTheyAre() throws ItemException {
    byte[] item = "{\"a\":\"\u00d0\u00a1\u00ff\u0000 \t\n\"}".getBytes(ISO_8859_1);

    assertThat(new String(ItemForm.of(item, false).bytes(), ISO_8859_1))
        .isEqualTo("a=%D0%A1%FF%00+%09%0A");
  }

  @Test
  void byteOrderMark_isPassedOver() throws ItemException {
    assertThat(ItemForm.of("\ufeff{\"a\":1}".getBytes(UTF_8), false).bytes())
        .isEqualTo(ascii("a=1"));
  }

  @Test
  void nested_mayBePostedAsItsJson() throws ItemException {
    byte[] item = ascii("{\"o\":{ \"a\": [1] },\"s\":\"{}\"}");

    assertThat(ItemForm.of(item, true).bytes())
        .isEqualTo(ascii("o=%7B+%22a%22%3A+%5B1%5D+%7D&s=%7B%7D"));
  }

  @Test
  void depth_hasNoBound() throws ItemException {
    int depth = 1_000_000;
    String item = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

    assertThat(ItemForm.of(ascii(item), false).bytes()).isEqualTo(ascii("a="));
  }

  @Test
  void members_areBounded() throws ItemException {
    String members = "\"a\":1,".repeat(JsonMembers.MOST - 1);

    assertThat(ItemForm.of(ascii("{" + members + "\"a\":1}"), false).bytes())
        .hasSize(4 * JsonMembers.MOST - 1);
    assertThatThrownBy(() -> ItemForm.of(ascii("{" + members + "\"a\":1,\"a\":1}"), false))
        .isInstanceOf(ItemException.class)
        .hasMessageContaining("(expected: at most 100000)");
  }

  @Test
  void length_isKnownWithoutTheBytes() throws ItemException {
    String large = "{\"a\":\"" + "-".repeat(1 << 20) + "\"" + ",\"a\":1".repeat(9_999) + "}";

    assertThat(ItemForm.of(ascii(large), false).length()).isEqualTo(10_000L * (3 << 20) + 29_999);
    assertThatThrownBy(() -> ItemForm.of(ascii(large), false).bytes())
        .isInstanceOf(ItemException.class)
        .hasMessageContaining("a form of 31457309999 bytes");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(UTF_8);
  }
}
