package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dalleserver.painting.canvas.Oklab;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CaptionColorsTest {
  @Property(tries = 3000)
  void everything_written_can_be_read(@ForAll @IntRange(min = 0, max = 0xffffff) int dominant) {
    CaptionColors colors = CaptionColors.on(dominant);

    assertThat(CaptionColors.contrast(colors.band(), colors.ink()))
        .isGreaterThan(CaptionColors.READABLE + 0.5);
    assertThat(CaptionColors.contrast(colors.band(), colors.faintInk()))
        .isGreaterThanOrEqualTo(CaptionColors.READABLE + 0.2);
  }

  @Property(tries = 3000)
  void the_band_stays_near_the_picture(@ForAll @IntRange(min = 0, max = 0xffffff) int dominant) {
    Oklab before = Oklab.of(dominant);
    Oklab after = Oklab.of(CaptionColors.on(dominant).band());

    assertThat(after.lightness()).isEqualTo(before.lightness(), within(0.13f));
    assertThat(after.distance(before)).isLessThan(0.15f);
  }

  @Test
  void a_color_that_is_dark_enough_is_taken_as_it_is() {
    assertThat(CaptionColors.on(0x102030).band()).isEqualTo(0x102030);
    assertThat(CaptionColors.on(0xf0e0d0).band()).isEqualTo(0xf0e0d0);
  }

  @Test
  void contrast_is_that_of_wcag() {
    assertThat(CaptionColors.contrast(0, 0xffffff)).isEqualTo(21, within(0.001));
    assertThat(CaptionColors.contrast(0x777777, 0xffffff)).isEqualTo(4.48, within(0.01));
    assertThat(CaptionColors.contrast(0x336699, 0x336699)).isEqualTo(1);
  }
}
