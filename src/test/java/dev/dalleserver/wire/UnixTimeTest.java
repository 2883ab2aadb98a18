package dev.dalleserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixTimeTest {
  @ParameterizedTest
  @CsvSource({
    "1795273571610652717,2026-11-21T15:06:11.610652Z",
    "1730000000000000000,2024-10-27T03:33:20.000000Z",
    "1730000000000000999,2024-10-27T03:33:20.000000Z",
    "1730000000999999999,2024-10-27T03:33:20.999999Z"
  })
  void it_has_six_digits_always(long nanos, String text) {
    assertThat(UnixTime.text(nanos)).isEqualTo(text);
  }

  @Test
  void what_has_not_happened_is_empty() {
    assertThat(UnixTime.text(0)).isEmpty();
  }
}
