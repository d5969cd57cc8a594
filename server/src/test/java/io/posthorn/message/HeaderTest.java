package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "é", "a(b)", "\0", "a/b", "a\u007f"})
  void name_isAToken(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Header(name, "x"))
        .withMessageStartingWith("header '")
        .withMessageContaining("(expected: ")
        .withMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nEvil: 1", "a\nb", "a\rb", "a\0b", "\u007f", "\u0001"})
  void value_hasNoControlCharacters_andIsNotShown(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Header("X-Note", value))
        .withMessageStartingWith("header 'X-Note': character U+00")
        .withMessageNotContaining("Evil");
  }

  @Test
  void value_isLimitedInBytes() {
    assertThat(new Header("a", "v".repeat(8_192)).value()).hasSize(8_192);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Header("a", "v".repeat(8_193)))
        .withMessage("header 'a': a value of 8193 bytes (expected: at most 8192)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Header("a", "é".repeat(4_097)))
        .withMessageContaining("8194 bytes");
  }

  @Test
  void value_mayBeEmptyHaveTabsAndGoBeyondAscii() {
    assertThat(new Header("X-Empty", "").wireValue()).isEmpty();
    assertThat(new Header("X-Tab", "a\tb").wireValue()).isEqualTo("a\tb");
    assertThat(new Header("X-Name", "Zoë").wireValue()).isEqualTo("Zo\u00c3\u00ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host", "content-length", "Transfer-Encoding", "CONNECTION", "Keep-Alive", "Upgrade",
        "Expect", "TE", "Trailer", "Proxy-Authorization", "proxy-connection", "HTTP2-Settings"
      })
  void requireSettable_refusesFramingAndHopByHop(String name) {
    var header = new Header(name, "x");
    assertThatIllegalArgumentException()
        .isThrownBy(header::requireSettable)
        .withMessageStartingWith("header '" + name + "' (expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Type", "Authorization", "X-Host", "User-Agent", "!#$%&'*+-.^_`|~"})
  void requireSettable_allowsTheRest(String name) {
    var header = new Header(name, "x");
    assertThat(header.requireSettable()).isSameAs(header);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "COOKIE",
        "X-Api-Key",
        "X-Auth-Token",
        "Client-Secret",
        "X-Auth",
        "X-PASSWORD",
        "Passphrase",
        "X-Session-Id",
        "X-Hub-Signature-256",
        "X-Credentials"
      })
  void toString_masksCredentials(String name) {
    assertThat(new Header(name, "hush")).hasToString(name + ": ***");
  }

  @Test
  void toString_showsTheRest() {
    assertThat(new Header("Accept", "text/plain")).hasToString("Accept: text/plain");
    assertThat(new Header("X-Request-Id", "7")).hasToString("X-Request-Id: 7");
    assertThat(new Header("Accept", "").is("ACCEPT")).isTrue();
  }
}
