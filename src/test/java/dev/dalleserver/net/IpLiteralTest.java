package dev.dalleserver.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "010.0.0.1, 10.0.0.1, false",
    "0.0.0.0, 0.0.0.0, true",
    "::1, 0:0:0:0:0:0:0:1, true",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1, true",
    "::ffff:10.0.0.1, 10.0.0.1, true"
  })
  void an_address_is_parsed(String text, String address, boolean unambiguous) {
    assertThat(IpLiteral.parse(text).map(InetAddress::getHostAddress)).contains(address);
    assertThat(IpLiteral.parseUnambiguous(text).isPresent()).isEqualTo(unambiguous);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "256.0.0.1",
        "1.2.3.4.5",
        "localhost",
        "cafe",
        ":",
        "::g",
        "1:2",
        "[::1]",
        "fe80::1%eth0",
        " 10.0.0.1"
      })
  void any_other_text_is_none_and_is_never_looked_up(String text) {
    assertThat(IpLiteral.parse(text)).isEmpty();
    assertThat(IpLiteral.parseUnambiguous(text)).isEmpty();
  }
}
