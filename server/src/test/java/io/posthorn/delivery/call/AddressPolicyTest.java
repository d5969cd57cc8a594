package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.message.IpAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private static final AddressPolicy PUBLIC_ONLY =
      new AddressPolicy(AddressPreset.PUBLIC_ONLY, List.of(), List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "febf::1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "255.255.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::100.100.100.200",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::5601:5601",
        "2001:0:c000:201:0:0:5601:5601",
        "2001:db8::5efe:169.254.169.254",
        "2001:db8::200:5efe:169.254.169.254"
      })
  void everyPreset_deniesWhereNoTargetCanBe(String address) {
    assertThat(denial(AddressPolicy.DEFAULT, address)).contains(" is denied: ");
    assertThat(denial(PUBLIC_ONLY, address)).contains(" is denied: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.255",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "198.18.0.1",
        "198.19.255.255",
        "192.88.99.1",
        "240.0.0.1",
        "fd12::1",
        "fc00::1",
        "fec0::1",
        "100::1",
        "2001:db8::1",
        "2001:2::1",
        "2001:10::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "64:ff9b:1::808:808",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:808:808::f5ff:fffe",
        "2606:4700::5efe:10.0.0.1"
      })
  void publicOnly_deniesWhatLocalAllows(String address) {
    assertThat(denial(AddressPolicy.DEFAULT, address)).isNull();
    assertThat(denial(PUBLIC_ONLY, address)).contains(" is denied: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2a00::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1"
      })
  void everyPreset_allowsPublicAddresses(String address) {
    assertThat(denial(AddressPolicy.DEFAULT, address)).isNull();
    assertThat(denial(PUBLIC_ONLY, address)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,true",
    "::ffff:127.0.0.1,true",
    "64:ff9b::127.0.0.1,true",
    "2002:7f00:1::,true",
    "10.1.2.3,false",
    "64:ff9b::10.1.2.3,false",
    "10.1.0.1,true",
    "169.254.169.254,false",
    "2001:db8::1,false"
  })
  void networks_beatThePreset_andAllowBeatsDeny(String address, boolean denied) {
    var policy =
        new AddressPolicy(
            AddressPreset.PUBLIC_ONLY,
            networks("10.1.2.0/24", "169.254.169.254", "2001:db8::/32"),
            networks("127.0.0.0/8", "10.0.0.0/8", "2001:db8::/32"));
    assertThat(denial(policy, address) != null).isEqualTo(denied);
  }

  @Test
  void denial_namesAddressAndNetwork() {
    assertThat(denial(AddressPolicy.DEFAULT, "169.254.169.254"))
        .isEqualTo(
            "address 169.254.169.254 is denied: 169.254.0.0/16 (link-local, cloud metadata)");
    assertThat(denial(PUBLIC_ONLY, "64:ff9b::a00:1"))
        .isEqualTo(
            "address 64:ff9b::a00:1, which carries 10.0.0.1, is denied: 10.0.0.0/8 (private)");
    assertThat(denial(PUBLIC_ONLY, "4000::1"))
        .isEqualTo("address 4000::1 is denied: outside 2000::/3 (global unicast)");
    var policy = new AddressPolicy(AddressPreset.LOCAL, List.of(), networks("192.0.2.0/24", "::1"));
    assertThat(denial(policy, "192.0.2.9"))
        .isEqualTo("address 192.0.2.9 is denied: 192.0.2.0/24 (configured)");
    assertThat(denial(policy, "::1")).isEqualTo("address ::1 is denied: ::1/128 (configured)");
  }

  @Test
  void mappedAddress_isJudgedEvenWhereTheJdkKeepsItAsIpv6() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = (byte) 169;
    mapped[13] = (byte) 254;
    InetAddress address = Inet6Address.getByAddress("", mapped, 1);
    assertThat(AddressPolicy.DEFAULT.denial(address)).contains("169.254.0.0/16");
  }

  @Test
  void presets_haveLabels() {
    assertThat(AddressPreset.parse("local")).isEqualTo(AddressPreset.LOCAL);
    assertThat(AddressPreset.parse("public-only")).isEqualTo(AddressPreset.PUBLIC_ONLY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressPreset.parse("PUBLIC"))
        .withMessage("'PUBLIC' (expected: local or public-only)");
  }

  private static @Nullable String denial(AddressPolicy policy, String address) {
    return policy.denial(requireNonNull(IpAddresses.parse(address)));
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::parse).toList();
  }
}
