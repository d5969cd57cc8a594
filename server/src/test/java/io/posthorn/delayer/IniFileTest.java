package io.posthorn.delayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.config.ConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IniFileTest {
  @Test
  void file_hasSectionsKeysAndComments() {
    String text =
        """
        \ufeff; a comment
        before = 1
        # another
        [ one ]
          key = value
        other: some text
        key2=a=b:c
        empty =

        [two] ; said here
        key\t=\t\tvalue\t
        [one]
        key = the last counts
        """;
    assertThat(read(text))
        .isEqualTo(
            Map.of(
                "before", "1",
                "one.key", "the last counts",
                "one.other", "some text",
                "one.key2", "a=b:c",
                "one.empty", "",
                "two.key", "value"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "k = a ; c| a",
        "k = a;c| a",
        "k = a # c| a",
        "k = a#c| a",
        "k = ;c| ~~",
        "k = 'a#b' ; c| a#b",
        "k = \"a;b\"| a;b",
        "k = \"\"\"a\"b#\"\"\"#c| a\"b#",
        "k = `a'b\"#;`| a'b\"#;",
        "k = 'it| 'it",
        "k = 'a' b| 'a' b",
        "k = ''| ~~",
        "k = \" a \"| ~ a ~",
        "k = 密码| 密码"
      },
      delimiter = '|')
  void value_endsAtAComment_unlessQuoted(String line, String value) {
    assertThat(read(line)).isEqualTo(Map.of("k", value));
  }

  @Test
  void value_goesOnInTheNextLine() {
    assertThat(read("k = a \\\n  b\\\nc # d\nl = x\\")).isEqualTo(Map.of("k", "a bc", "l", "x"));
    assertThat(read("k = \"\"\"a\n# b\"\"\" ; c\nl = `\n`"))
        .isEqualTo(Map.of("k", "a\n# b", "l", "\n"));
  }

  @Test
  void line_thatIsNone_isNamed() {
    assertWrong("a = b\nhost\n", "f line 2: 'host' (expected: key = value)");
    assertWrong("[one\n", "f line 1: '[one' (expected: [section])");
    assertWrong("= b", "f line 1: '' (expected: key = value)");
    assertWrong("\npassword = `sesame\nopen\n", "f line 2: 'password' (expected: a closing `)");
    assertWrong(
        "password = `sesame` open",
        "f line 1: 'password' (expected: nothing but a comment after `)");
  }

  private static void assertWrong(String text, String sentence) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessage(sentence);
  }

  private static Map<String, String> read(String text) {
    return IniFile.read("f", text);
  }
}
