package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.painting.canvas.Oklab;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DominantColorTest {
  @Property(tries = 200)
  void of_one_color_it_is_that_color(@ForAll @IntRange(min = 0, max = 0xffffff) int rgb) {
    assertThat(Oklab.of(of(picture(rgb, rgb, 0))).distance(Oklab.of(rgb))).isLessThan(0.0045f);
  }

  @Test
  void it_is_the_larger_of_two() {
    assertNear(of(picture(0x204080, 0xf0d0a0, 70)), 0xf0d0a0);
    assertNear(of(picture(0x204080, 0xf0d0a0, 30)), 0x204080);
  }

  @Test
  void a_strong_color_wins_over_about_as_much_grey() {
    assertNear(of(picture(0x808080, 0xd02040, 48)), 0xd02040);
  }

  @Test
  void grain_is_seen_as_what_it_mixes_to() {
    BufferedImage noise = picture(Samples.noisePixels(800, 800), 800, 800);

    assertThat(Oklab.of(of(noise)).chroma()).isLessThan(0.02f);
  }

  @Test
  void it_is_found_in_the_smallest_picture_too() {
    assertThat(of(picture(new int[] {0x123456}, 1, 1))).isEqualTo(0x123456);
  }

  private static void assertNear(int actual, int expected) {
    assertThat(Oklab.of(actual).distance(Oklab.of(expected))).isLessThan(0.02f);
  }

  private static int of(BufferedImage picture) {
    return DominantColor.of(picture, picture.getHeight());
  }

  private static BufferedImage picture(int left, int right, int percentRight) {
    BufferedImage picture = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(new Color(left));
    pen.fillRect(0, 0, 200, 100);
    pen.setColor(new Color(right));
    pen.fillRect(200 - 2 * percentRight, 0, 200, 100);
    pen.dispose();
    return picture;
  }

  private static BufferedImage picture(int[] pixels, int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, width, height, pixels, 0, width);
    return picture;
  }
}
