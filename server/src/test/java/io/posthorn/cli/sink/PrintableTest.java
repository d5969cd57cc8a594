package io.posthorn.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void start_showsTextAndHidesWhatMovesATerminal() {
    assertThat(Printable.start("a\u001b[31m\r\nb\u202ec wörld 邮".getBytes(UTF_8)))
        .isEqualTo("a.[31m..b.c wörld 邮");
    assertThat(Printable.start(new byte[] {(byte) 0xff, 'x', 0, (byte) 0xc3})).isEqualTo(".x..");
  }

  @Test
  void start_ofALongBody_endsBetweenCharacters() {
    String text = "x".repeat(79) + "邮";
    assertThat(Printable.start(text.getBytes(UTF_8))).isEqualTo("x".repeat(79) + "...");
    assertThat(Printable.start("y".repeat(80).getBytes(UTF_8))).isEqualTo("y".repeat(80));
  }
}
