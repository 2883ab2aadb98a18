package dev.dalleserver.painting.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColorTest {
  @Property(tries = 300)
  void every_screen_color_survives_the_way_to_oklab_and_back(
      @ForAll @IntRange(min = 0, max = 0xffffff) int rgb) {
    int back = Oklab.of(rgb).rgb();

    assertThat(Rgb.red(back)).isCloseTo(Rgb.red(rgb), within(1));
    assertThat(Rgb.green(back)).isCloseTo(Rgb.green(rgb), within(1));
    assertThat(Rgb.blue(back)).isCloseTo(Rgb.blue(rgb), within(1));
  }

  @Test
  void known_colors_have_the_published_coordinates() {
    Oklab red = Oklab.of(0xff0000);

    assertThat(red.lightness()).isCloseTo(0.628f, within(0.001f));
    assertThat(red.a()).isCloseTo(0.2249f, within(0.001f));
    assertThat(red.b()).isCloseTo(0.1258f, within(0.001f));
    assertThat(Oklab.of(0xffffff).lightness()).isCloseTo(1, within(0.001f));
  }

  @Property(tries = 200)
  void what_no_screen_can_show_keeps_its_lightness(
      @ForAll @FloatRange(min = 0.1f, max = 0.95f) float lightness,
      @ForAll @FloatRange(min = 0, max = 0.4f) float chroma,
      @ForAll @FloatRange(min = -3.1f, max = 3.1f) float hue) {
    Oklab shown = Oklab.of(Oklab.polar(lightness, chroma, hue).rgb());

    assertThat(shown.lightness()).isCloseTo(lightness, within(0.012f));
  }

  @Test
  void mixing_ends_at_both_ends() {
    assertThat(Rgb.mix(0x123456, 0xfedcba, 0)).isEqualTo(0x123456);
    assertThat(Rgb.mix(0x123456, 0xfedcba, 1)).isEqualTo(0xfedcba);
    assertThat(Rgb.mix(0x000000, 0xfefefe, 0.5f)).isEqualTo(0x7f7f7f);
  }

  @Test
  void the_nearest_of_a_few_colors_is_found() {
    Palette16 palette = new Palette16(0x000000, 0xffffff, 0xd02020, 0x2020d0);

    assertThat(palette.nearest(0xe05040)).isEqualTo(0xd02020);
    assertThat(palette.nearest(0x181818)).isEqualTo(0x000000);
  }
}
