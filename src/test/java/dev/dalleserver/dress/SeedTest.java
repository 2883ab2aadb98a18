package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.picture.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedTest {
  /** Computed by another program: another number would give every address another picture. */
  @ParameterizedTest
  @CsvSource({
    "0xf503017d7baf7fbc0fff7492b751025c6a78179b, 6524492022870260",
    "0x0000000000000000000000000000000000000000, 2883872440369810",
    "0xffffffffffffffffffffffffffffffffffffffff, 4953829311550572"
  })
  void gives_an_address_the_same_number_for_ever(String address, long number) {
    assertThat(Seed.of(Address.parse(address)).toNumber()).isEqualTo(number);
  }

  @Test
  void is_shown_as_its_digits() {
    assertThat(new Seed("0".repeat(64))).hasToString("0".repeat(64));
  }

  @Test
  void has_64_digits_in_lower_case() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Seed("0".repeat(63)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Seed("A".repeat(64)));
  }
}
