package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {
  @Test
  void parse_splitsAUrl() {
    TargetUrl url = TargetUrl.parse("HTTPS://Shop.Example.com:8443/a/b;c=1?d=e&d=f#top");
    assertThat(url.raw()).isEqualTo("HTTPS://Shop.Example.com:8443/a/b;c=1?d=e&d=f#top");
    assertThat(url.scheme()).isEqualTo("https");
    assertThat(url.secure()).isTrue();
    assertThat(url.host()).isEqualTo("Shop.Example.com");
    assertThat(url.lookupHost()).isEqualTo("shop.example.com");
    assertThat(url.port()).isEqualTo(8443);
    assertThat(url.authority()).isEqualTo("shop.example.com:8443");
    assertThat(url.origin()).isEqualTo("https://shop.example.com:8443");
    assertThat(url.pathAndQuery()).isEqualTo("/a/b;c=1?d=e&d=f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "http://h /",
        "http://h/ /",
        "http://h?a=b /?a=b",
        "http://h/?a=b /?a=b",
        "http://h#f /",
        "http://h/p?q#f?g /p?q",
        "http://h/a/../b/./c//d /a/../b/./c//d",
        "http://h/%7Ea%2fb%2F%zz%?%41=+%20& /%7Ea%2fb%2F%zz%?%41=+%20&",
        "http://h/a|b?{\"c\":[1]}<>^` /a|b?{\"c\":[1]}<>^`",
        "http://h/a@b?c:d@e://f /a@b?c:d@e://f",
        "http://h/?p=C:\\x\\y /?p=C:\\x\\y",
        "http://h/é?中=😀 /%C3%A9?%E4%B8%AD=%F0%9F%98%80"
      })
  void pathAndQuery_isKeptByteForByte(String text, String expected) {
    assertThat(TargetUrl.parse(text).pathAndQuery()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h,80,http://h",
    "http://h:,80,http://h",
    "http://h:80/,80,http://h",
    "http://h:443/,443,http://h:443",
    "https://h/,443,https://h",
    "https://h:80/,80,https://h:80",
    "http://h:08080,8080,http://h:8080",
    "http://h:65535,65535,http://h:65535",
    "http://[::1]:81/,81,http://[::1]:81",
    "http://[::1]/,80,http://[::1]"
  })
  void port_isThatOfTheUrlOrTheScheme(String text, int port, String origin) {
    assertThat(TargetUrl.parse(text).port()).isEqualTo(port);
    assertThat(TargetUrl.parse(text).origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,127.0.0.1",
    "127.0.0.1.,127.0.0.1",
    "127.1,127.0.0.1",
    "127.0.1,127.0.0.1",
    "2130706433,127.0.0.1",
    "0x7f.1,127.0.0.1",
    "0X7F000001,127.0.0.1",
    "0177.0.0.1,127.0.0.1",
    "017700000001,127.0.0.1",
    "0300.0250.1,192.168.0.1",
    "0xA9FEA9FE,169.254.169.254",
    "169.254.43518,169.254.169.254",
    "0,0.0.0.0",
    "0x,0.0.0.0",
    "4294967295,255.255.255.255",
    "127。0。0。1,127.0.0.1",
    "１２７.０.０.１,127.0.0.1",
    "①②⑦.⓪.⓪.①,127.0.0.1",
    "[::1],::1",
    "[0:0::0:1],::1",
    "[::FFFF:127.0.0.1],127.0.0.1",
    "[::ffff:a9fe:a9fe],169.254.169.254",
    "[64:ff9b::a00:1],64:ff9b::a00:1",
    "LocalHost.,localhost",
    "my_service,my_service",
    "a--b.example,a--b.example",
    "xn--bcher-kva.example,xn--bcher-kva.example",
    "Bücher.example,xn--bcher-kva.example",
    "1e100.net,1e100.net",
    "1.2.3.4.example,1.2.3.4.example",
    "0xg,0xg"
  })
  void lookupHost_hasOneForm(String written, String expected) {
    TargetUrl url = TargetUrl.parse("http://" + written + "/");
    assertThat(url.host()).isEqualTo(written);
    assertThat(url.lookupHost()).isEqualTo(expected);
  }

  @Test
  void lookupHost_ofAnAddressIsReadAsThatAddress() {
    assertThat(IpAddresses.parse(TargetUrl.parse("http://0x7f.1/").lookupHost())).isNotNull();
    assertThat(IpAddresses.parse(TargetUrl.parse("http://[::1]/").lookupHost())).isNotNull();
    assertThat(IpAddresses.parse(TargetUrl.parse("http://1.example/").lookupHost())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//h/",
        "h",
        "example.com/x",
        "localhost:80/",
        "http:/h",
        "http:h",
        "http//h",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "ftp://h/",
        "gopher://h/",
        "javascript:alert(1)",
        "://h",
        "xhttp://h",
        "x:http://h"
      })
  void parse_refusesOtherSchemes(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse(text))
        .withMessage("url: '" + text + "' (expected: http:// or https://)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hush@h/",
        "http://hush@h",
        "http://hush@@h/",
        "http://@h/",
        "http://a:hush@",
        "http://127.0.0.1:80:hush@h/",
        "ftp://user:hush@h/",
        "user:hush@h",
        "http:user:hush@h"
      })
  void parse_refusesCredentials_withoutShowingThem(String text) {
    var refused = catchThrowableOfType(IllegalArgumentException.class, () -> TargetUrl.parse(text));
    assertThat(refused).hasMessageStartingWith("url: ");
    assertThat(refused.getMessage()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "http://,host",
    "http:///x,host",
    "http://?x,host",
    "http://:80/,host",
    "http://.,labels",
    "http://a..b/,labels",
    "http://.a/,labels",
    "http://a../,labels",
    "http://1.2.3.4../,labels",
    "http://h:0/,port '0'",
    "http://h:65536/,port '65536'",
    "http://h:999999/,port '999999'",
    "http://h:-1/,port '-1'",
    "http://h:+1/,port '+1'",
    "http://h:8o/,port '8o'",
    "http://h:٨٠/,port '٨٠'",
    "http://a:1:2/,host 'a:1'",
    "http://::1/,host ':'",
    "http://1.2.3.256/,IPv4",
    "http://256.1/,IPv4",
    "http://1.2.3.08/,IPv4",
    "http://a.1/,IPv4",
    "http://4294967296/,IPv4",
    "http://0x100000000/,IPv4",
    "http://99999999999999999999/,IPv4",
    "http://1.2.3.4.5/,four",
    "http://[::1/,IPv6",
    "http://[::1]x/,IPv6",
    "http://[::1]x:80/,IPv6",
    "http://[1.2.3.4]/,IPv6",
    "http://[]/,IPv6",
    "http://[h]/,IPv6",
    "http://[fe80::1%eth0]/,zone",
    "http://[fe80::1%251]/,zone",
    "http://%31%32%37.0.0.1/,letters",
    "http://a%2fb/,letters",
    "http://a／b/,letters",
    "http://a℀b/,letters",
    "http://a*b/,letters",
    "http://a<b/,letters"
  })
  void parse_refusesWhatIsNoHostOrPort(String text, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse(text))
        .withMessageStartingWith("url: ")
        .withMessageContaining(named)
        .withMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " http://h/",
        "http://h/ ",
        "http://h/a b",
        "http://h /",
        "http://h/\r\nX: y",
        "http://h/\n",
        "http://h\r/",
        "ht\ttp://h/",
        "http://h/?a=\tb",
        "http://h/\0",
        "http://h/\u007f",
        "http://h/\u0085",
        "http:\\\\h\\",
        "http://h\\@evil/",
        "http://h/a\\b",
        "http://h/\ud800",
        "http://h/\udc00\ud800",
        "http://h/#a b"
      })
  void parse_refusesCharactersThatMaySplitOrBendARequest(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse(text))
        .withMessageStartingWith("url: ")
        .withMessageContaining("index")
        .withMessageMatching("[ -~]*");
  }

  @Test
  void parse_limitsBytesNotCharacters() {
    String longest = "http://h/" + "a".repeat(TargetUrl.MAX_BYTES - 9);
    assertThat(TargetUrl.parse(longest).raw()).hasSize(16_384);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse(longest + "a"))
        .withMessage("url: 16385 bytes (expected: at most 16384)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse("http://h/" + "é".repeat(8_190)))
        .withMessage("url: 16389 bytes (expected: at most 16384)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse("http://" + "a.".repeat(128)))
        .withMessageContaining("253");
  }

  @Test
  void refusal_quotesOnlyTheBeginning() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse("ftp://" + "a".repeat(5_000)))
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
  }
}
