package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.message.IpAddresses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.255.255,true",
    "10.0.0.0/8,11.0.0.0,false",
    "172.16.0.0/12,172.31.255.255,true",
    "172.16.0.0/12,172.32.0.0,false",
    "192.0.2.1,192.0.2.1,true",
    "192.0.2.1,192.0.2.0,false",
    "0.0.0.0/0,203.0.113.7,true",
    "0.0.0.0/0,2001:db8::1,false",
    "::/0,2001:db8::1,true",
    "::/0,10.0.0.1,false",
    "fe80::/10,febf::1,true",
    "fe80::/10,fec0::1,false",
    "2001:db8::/33,2001:db8:7fff::1,true",
    "2001:db8::/33,2001:db8:8000::1,false",
    "::1/128,::1,true",
    "::1/128,::2,false",
    "::ffff:10.0.0.0/104,10.9.9.9,true",
    "::ffff:10.0.0.0/104,11.0.0.1,false",
    "::ffff:10.0.0.1,10.0.0.1,true"
  })
  void contains_comparesThePrefix(String network, String address, boolean expected) {
    assertThat(Network.parse(network).contains(requireNonNull(IpAddresses.parse(address))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.0.0.0/8",
    "192.0.2.1,192.0.2.1/32",
    "FD00::/8,fd00::/8",
    "::ffff:10.0.0.0/104,10.0.0.0/8"
  })
  void toString_isReadBack(String text, String shown) {
    assertThat(Network.parse(text)).hasToString(shown).isEqualTo(Network.parse(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "'',like 10.0.0.0/8",
    "localhost,like 10.0.0.0/8",
    "10/8,like 10.0.0.0/8",
    "10.0.0.0.0/8,like 10.0.0.0/8",
    "/8,like 10.0.0.0/8",
    "10.0.0.0/,0 to 32",
    "10.0.0.0/33,0 to 32",
    "10.0.0.0/-1,0 to 32",
    "10.0.0.0/8/8,0 to 32",
    "10.0.0.0/255.0.0.0,0 to 32",
    "fd00::/129,0 to 128",
    "::ffff:10.0.0.0/95,96 to 128",
    "10.1.2.3/8,10.0.0.0/8",
    "fd00::1/8,fd00::/8"
  })
  void parse_namesWhatIsNoNetwork(String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.parse(text))
        .withMessageStartingWith("network: '" + text + "'")
        .withMessageContaining("(expected: ")
        .withMessageContaining(expected);
  }
}
