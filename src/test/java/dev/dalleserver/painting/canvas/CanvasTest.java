package dev.dalleserver.painting.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CanvasTest {
  /** The area of white shapes on a black canvas, in whole pixels. */
  private static double covered(Canvas canvas) {
    double sum = 0;
    for (int pixel : canvas.pixels()) {
      sum += (pixel & 255) / 255.0;
    }
    return sum;
  }

  @Property(tries = 100)
  void a_rectangle_covers_its_own_area(
      @ForAll @FloatRange(min = 1, max = 20) float x,
      @ForAll @FloatRange(min = 1, max = 20) float y,
      @ForAll @FloatRange(min = 0.5f, max = 18) float width,
      @ForAll @FloatRange(min = 0.5f, max = 18) float height) {
    Canvas canvas = new Canvas(40, 40);

    canvas.fill(Outline.rectangle(x, y, width, height), 0xffffff);

    assertThat(covered(canvas)).isCloseTo(width * height, within(0.02 * (width + height) + 0.2));
  }

  @Property(tries = 60)
  void a_turned_triangle_covers_its_own_area(
      @ForAll @FloatRange(min = -3, max = 3) float angle,
      @ForAll @FloatRange(min = 3, max = 18) float size) {
    Canvas canvas = new Canvas(48, 48);
    Outline triangle = Outline.polygon(-1, -0.5f, 1, -0.5f, 0, 1);

    canvas.fill(
        triangle.placed(Affine.translate(24, 24).turned(angle).scaled(size, size)), 0xffffff);

    assertThat(covered(canvas)).isCloseTo(1.5 * size * size, within(0.06 * size + 0.4));
  }

  @Test
  void a_hole_is_left_open() {
    Canvas canvas = new Canvas(40, 40);

    canvas.fill(Outline.circle(20, 20, 15).and(Outline.circle(20, 20, 10).reversed()), 0xffffff);

    assertThat(canvas.at(20, 20)).isZero();
    assertThat(canvas.at(20, 7)).isEqualTo(0xffffff);
    assertThat(covered(canvas)).isCloseTo(Math.PI * (225 - 100), within(4.0));
  }

  @Property(tries = 60)
  void what_lies_outside_is_cut_off_and_nothing_else(
      @ForAll @IntRange(min = -30, max = 30) int x, @ForAll @IntRange(min = -30, max = 30) int y) {
    Canvas canvas = new Canvas(20, 20);

    canvas.fill(Outline.rectangle(x, y, 20, 20), 0xffffff);

    int across = Math.max(0, Math.min(20, x + 20) - Math.max(0, x));
    int down = Math.max(0, Math.min(20, y + 20) - Math.max(0, y));
    assertThat(covered(canvas)).isCloseTo(across * down, within(0.01));
  }

  @Test
  void half_opacity_mixes_half_and_half() {
    Canvas canvas = new Canvas(8, 8).clear(0x200000);

    canvas.fill(Outline.rectangle(0, 0, 8, 8), 0x602080, 0.5f);

    assertThat(canvas.at(4, 4)).isEqualTo(0x401040);
  }

  @Test
  void a_dot_is_round_and_keeps_to_its_radius() {
    Canvas canvas = new Canvas(30, 30);

    canvas.dot(15, 15, 8, 0xffffff, 1);

    assertThat(covered(canvas)).isCloseTo(Math.PI * 64, within(4.0));
    assertThat(canvas.at(15, 5)).isZero();
  }

  @Test
  void a_ribbon_is_as_long_and_wide_as_it_was_drawn() {
    Canvas canvas = new Canvas(60, 30);

    canvas.fill(new Ribbon().to(10, 15, 6).to(50, 15, 6).outline(), 0xffffff);

    assertThat(covered(canvas)).isCloseTo(40 * 6 + Math.PI * 9, within(2.0));
  }
}
