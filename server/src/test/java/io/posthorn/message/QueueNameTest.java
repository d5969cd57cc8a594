package io.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueNameTest {
  /** What is ambiguous, and what is beside it. */
  private static final String BYTES = "%%%2245FfE\u00ff\u00fe\u00c3\u00a9";

  @ParameterizedTest
  @CsvSource({
    "mail, mail",
    "grün, grün",
    "100%, 100%",
    "100%25, 100%2525",
    "own-%FF, own-%25FF",
    "own-%zz, own-%zz",
    "%%41, %%2541",
    "%４１, %４１",
  })
  void text_isShownAsItIs_butForWhatLooksLikeAByte(String text, String shown) {
    QueueName name = QueueName.of(text);
    assertThat(name.display()).isEqualTo(shown);
    assertThat(QueueName.latin1Of(shown)).isEqualTo(name.latin1());
  }

  @Test
  void bytes_areShownPercentEncoded() {
    assertThat(QueueName.ofLatin1("own-\u00ff").display()).isEqualTo("own-%FF");
    assertThat(QueueName.ofLatin1("%FF\u00fe").display()).isEqualTo("%25FF%FE");
    assertThat(QueueName.ofLatin1("\u00ff\u00fe").display()).isEqualTo("%FF%FE");
    assertThat(QueueName.latin1Of("own-%ff")).isEqualTo("own-\u00ff");
  }

  @Test
  void noTwoNamesLookAlike_andEachIsFoundByItsLook() {
    Map<String, QueueName> names = new HashMap<>();
    var random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) BYTES.charAt(random.nextInt(BYTES.length()));
      }
      QueueName name = QueueName.ofBytes(bytes);
      QueueName other = names.put(name.display(), name);
      assertThat(other == null || other.equals(name)).as(name.display()).isTrue();
      assertThat(QueueName.latin1Of(name.display())).isEqualTo(new String(bytes, ISO_8859_1));
    }
  }
}
