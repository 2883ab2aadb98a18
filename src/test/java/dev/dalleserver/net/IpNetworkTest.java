package dev.dalleserver.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.168.7.0/22, 192.168.4.1, true",
    "192.168.7.0/22, 192.168.8.1, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "10.0.0.7/32, 10.0.0.7, true",
    "10.0.0.7/32, 10.0.0.6, false",
    "::1/128, ::1, true",
    "::1/128, ::2, false"
  })
  void knows_its_addresses(String network, String address, boolean contained) throws Exception {
    List<IpNetwork> networks = IpNetwork.parseAll(network).orElseThrow();
    assertThat(networks.get(0).contains(InetAddress.getByName(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0",
        "300.1.1.1",
        "::/129",
        "10.0.0.1,",
        "10.0.0.1 10.0.0.2",
        "::g"
      })
  void refuses_what_is_no_address_or_range(String text) {
    assertThat(IpNetwork.parseAll(text)).isEmpty();
  }
}
