package io.posthorn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.QueueName;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "*,mail,true",
    "*,'',true",
    "mail,mail,true",
    "mail,Mail,false",
    "mail,mails,false",
    "mail-*,mail-,true",
    "mail-*,mail-a-b,true",
    "mail-*,mail,false",
    "*-dead,a-dead-dead,true",
    "*-dead,a-dead-x,false",
    "a*b*c,abbbc,true",
    "a*b*c,acb,false",
    "a**b,ab,true",
    "100%25,100%,true",
    "a%2A,a*,true",
    "a%2A,ab,false",
    "订单-*,订单-1,true",
    "订单-*,定单-1,false",
  })
  void matches(String pattern, String name, boolean matches) {
    assertThat(NamePattern.parse(pattern).matches(QueueName.of(name))).isEqualTo(matches);
  }

  @Test
  void matches_asARegularExpressionDoes() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      String pattern = word(random, "ab*");
      String name = word(random, "ab");
      assertThat(NamePattern.parse(pattern).matches(QueueName.of(name)))
          .as("%s %s", pattern, name)
          .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), name));
    }
  }

  @Test
  void matches_endsSoonWhateverThePattern() {
    NamePattern pattern = NamePattern.parse("*a".repeat(200) + "*b");
    assertThat(pattern.matches(QueueName.of("a".repeat(256)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "a;b", "a%", "a%2", "a%zz", "a\n"})
  void parse_refusesWhatItCannotHold(String text) {
    assertThatThrownBy(() -> NamePattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ");
  }

  private static String word(Random random, String letters) {
    var word = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }
}
