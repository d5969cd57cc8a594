package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpsqsArgumentsTest {
  @Test
  void translate_leavesOtherCommandsAlone() {
    assertThat(translate("serve", "-d")).isEqualTo("serve -d");
    assertThat(HttpsqsArguments.translate()).isEmpty();
  }

  @Test
  void translate_takesValuesAttachedOrApart() {
    assertThat(translate("httpsqs", "-p1219", "-x", "/data"))
        .isEqualTo("httpsqs --port=1219 --data=/data");
    assertThat(translate("httpsqs", "-a=x", "-l", "0.0.0.0"))
        .isEqualTo("httpsqs --auth==x --host=0.0.0.0");
  }

  @Test
  void translate_readsBundles() {
    assertThat(translate("httpsqs", "-dp1219", "-dx", "/data"))
        .isEqualTo("httpsqs --daemon --port=1219 --daemon --data=/data");
    assertThat(translate("httpsqs", "-dh")).isEqualTo("httpsqs --daemon --original-help");
  }

  @Test
  void translate_takesWhatLooksLikeAnOptionAsValue() {
    assertThat(translate("httpsqs", "-a", "-x", "-x", "d")).isEqualTo("httpsqs --auth=-x --data=d");
    assertThat(translate("httpsqs", "-a", "")).isEqualTo("httpsqs --auth=");
  }

  @Test
  void translate_asksForHelpWhereTheOriginalPrintsIt() {
    assertThat(translate("httpsqs", "-q")).isEqualTo("httpsqs --original-help");
    assertThat(translate("httpsqs", "-x")).isEqualTo("httpsqs --original-help");
  }

  @Test
  void translate_passesLongOptionsAndTheRestUnchanged() {
    assertThat(translate("httpsqs", "--set", "a=b", "--help", "word", "--", "-p1"))
        .isEqualTo("httpsqs --set a=b --help word -- -p1");
  }

  private static String translate(String... args) {
    return String.join(" ", HttpsqsArguments.translate(args));
  }
}
