package io.posthorn.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,127.0.0.1",
    "0.0.0.0,0.0.0.0",
    "255.255.255.255,255.255.255.255",
    "::,::",
    "::1,::1",
    "1::,1::",
    "FD00:EC2::254,fd00:ec2::254",
    "2001:db8:0:1:0:0:0:1,2001:db8:0:1::1",
    "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "2001:0:1:1:1:1:1:1,2001:0:1:1:1:1:1:1",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "64:ff9b::192.0.2.1,64:ff9b::c000:201",
    "::ffff:192.0.2.1,192.0.2.1",
    "::ffff:c000:201,192.0.2.1"
  })
  void parse_readsCanonicalForms_andFormatIsShortest(String text, String shortest) {
    InetAddress address = requireNonNull(IpAddresses.parse(text));
    assertThat(IpAddresses.format(address)).isEqualTo(shortest);
    assertThat(IpAddresses.parse(shortest)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "01.2.3.4",
        "0x7f.0.0.1",
        "1.2.3.256",
        "1.2.3.4.",
        "1.2.3.4.5",
        "1..2.3",
        "-1.2.3.4",
        "+1.2.3.4",
        " 1.2.3.4",
        "1.2.3.4/8",
        "[::1]",
        "fe80::1%eth0",
        "fe80::1%1",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "::12345",
        "::g",
        "a:b",
        "١.2.3.4"
      })
  void parse_refusesEverythingElse_withoutLookingItUp(String text) {
    assertThat(IpAddresses.parse(text)).isNull();
  }
}
