package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static final String LOWER = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  /** The examples of EIP-55: all capitals, all lower case, and mixed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void is_shown_as_eip_55_says(String checksummed) {
    assertThat(Address.parse(checksummed.toLowerCase(Locale.ROOT)).checksummed())
        .isEqualTo(checksummed);
  }

  @Test
  void is_the_same_in_any_case() {
    Address upper = Address.parse("0x" + LOWER.substring(2).toUpperCase(Locale.ROOT));

    assertThat(upper).isEqualTo(Address.parse(LOWER)).hasToString(LOWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "f503017d7baf7fbc0fff7492b751025c6a78179b",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179bb",
        "0xg503017d7baf7fbc0fff7492b751025c6a78179b",
        " 0xf503017d7baf7fbc0fff7492b751025c6a78179b",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179b\n",
        // A digit, but no hex digit: Arabic-Indic three.
        "0xf50\u066301d7baf7fbc0fff7492b751025c6a78179b"
      })
  void refuses_everything_else_and_says_what_it_got(String text) {
    assertThatExceptionOfType(InvalidAddressException.class)
        .isThrownBy(() -> Address.parse(text))
        .satisfies(e -> assertThat(e.received()).isEqualTo(text))
        .withMessageContaining(Address.FORM);
  }

  /** Published digests; the long ones fill one block of 136 bytes almost, exactly and over. */
  @ParameterizedTest
  @CsvSource({
    "'', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    "abc, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    "'transfer(address,uint256)', a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b",
    "'Transfer(address,address,uint256)',"
        + " ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
    "The quick brown fox jumps over the lazy dog,"
        + " 4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
  })
  void keccak_gives_the_published_digests(String text, String digest) {
    assertThat(Keccak256.hex(text)).isEqualTo(digest);
  }
}
