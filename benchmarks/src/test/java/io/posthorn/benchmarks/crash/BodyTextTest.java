package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyTextTest {
  @Test
  void idOf_readsWhatOfWrote() {
    for (int i = 0; i < 300; i++) {
      assertThat(BodyText.idOf(BodyText.of("f1-0-" + i))).isEqualTo("f1-0-" + i);
    }
  }

  @Test
  void idOf_seesEveryCutAndEveryChange() {
    String body = BodyText.of("f1-0-7");
    for (int i = 0; i < body.length(); i++) {
      assertThat(BodyText.idOf(body.substring(0, i))).as("cut at %d", i).isEmpty();
      String changed = body.substring(0, i) + (char) (body.charAt(i) ^ 1) + body.substring(i + 1);
      assertThat(BodyText.idOf(changed)).as("changed at %d", i).isEmpty();
    }
    assertThat(BodyText.idOf("HTTPSQS_GET_END")).isEmpty();
  }
}
