package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class PictureKeyTest {
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  @Test
  void has_both_parts_as_paths_show_them() {
    PictureKey key = PictureKey.parse("simple", ADDRESS.replace("f503", "F503"));

    assertThat(key.seriesText()).isEqualTo("simple");
    assertThat(key.addressText()).isEqualTo(ADDRESS);
    assertThat(key).hasToString("simple/" + ADDRESS);
  }

  @Test
  void refuses_what_either_part_refuses() {
    assertThatExceptionOfType(InvalidSeriesException.class)
        .isThrownBy(() -> PictureKey.parse("../simple", ADDRESS));
    assertThatExceptionOfType(InvalidAddressException.class)
        .isThrownBy(() -> PictureKey.parse("simple", "0x12"));
  }
}
