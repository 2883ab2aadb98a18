package dev.dalleserver.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of names, by the examples of EIP-137 and ENSIP-15. */
class EnsNameTest {
  @ParameterizedTest
  @CsvSource({
    "eth,93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae",
    "foo.eth,de9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f"
  })
  void its_node_is_that_of_eip_137(String name, String node) {
    assertThat(HexFormat.of().formatHex(new EnsName(name).node())).isEqualTo(node);
  }

  @Test
  void its_dns_form_has_the_length_before_each_label() {
    assertThat(new String(new EnsName("foo.eth").dnsEncoded(), StandardCharsets.US_ASCII))
        .isEqualTo("\u0003foo\u0003eth\u0000");
  }

  @ParameterizedTest
  @CsvSource({"Vitalik.ETH,vitalik.eth", "RaFFY🚴‍♂️.eTh,raffy🚴‍♂.eth", "faß.eth,faß.eth"})
  void each_name_has_one_spelling(String given, String normal) {
    assertThat(EnsName.normalize(given).text()).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vit\u0430lik.eth", "a..eth", ".eth", "ab--cd.eth", "a_b.eth", "\u0301.eth"})
  void what_mixes_scripts_or_lacks_a_part_is_refused(String name) {
    assertThatThrownBy(() -> EnsName.normalize(name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("not valid in ENS");
  }
}
