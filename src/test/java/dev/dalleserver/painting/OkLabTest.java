package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OkLabTest {
  @Property(tries = 3000)
  void a_screen_color_comes_back(@ForAll @IntRange(min = 0, max = 0xffffff) int rgb) {
    assertThat(OkLab.of(rgb).rgb()).isEqualTo(rgb);
  }

  /** Values from the definition's author. */
  @Test
  void known_colors_are_where_they_should_be() {
    OkLab red = OkLab.of(0xff0000);
    assertThat(red.lightness()).isEqualTo(0.628, within(0.001));
    assertThat(red.a()).isEqualTo(0.2249, within(0.001));
    assertThat(red.b()).isEqualTo(0.1258, within(0.001));
    assertThat(OkLab.of(0xffffff).lightness()).isEqualTo(1, within(0.0001));
  }

  @Property(tries = 500)
  void a_color_no_screen_shows_keeps_its_lightness(
      @ForAll @DoubleRange(min = 0.1, max = 0.9) double lightness,
      @ForAll @DoubleRange(min = -0.4, max = 0.4) double a,
      @ForAll @DoubleRange(min = -0.4, max = 0.4) double b) {
    OkLab shown = OkLab.of(new OkLab(lightness, a, b).rgb());

    assertThat(shown.lightness()).isEqualTo(lightness, within(0.012));
  }
}
