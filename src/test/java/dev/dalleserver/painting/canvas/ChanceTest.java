package dev.dalleserver.painting.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class ChanceTest {
  @Test
  void a_stream_begins_as_splitmix64_does() {
    // The first outputs of the published generator for the seed 1234567.
    SeededRandom random = new SeededRandom(1234567);

    assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
  }

  @Test
  void named_streams_do_not_depend_on_what_was_drawn_before() {
    SeededRandom fresh = new SeededRandom(5);
    SeededRandom used = new SeededRandom(5);
    used.nextLong();

    assertThat(used.named("eyes").nextLong()).isEqualTo(fresh.named("eyes").nextLong());
    assertThat(fresh.named("eyes").nextLong()).isNotEqualTo(fresh.named("ears").nextLong());
  }

  @Test
  void numbers_below_a_bound_come_equally_often() {
    SeededRandom random = new SeededRandom(3);
    int[] counts = new int[7];
    IntStream.range(0, 70_000).forEach(i -> counts[random.below(7)]++);

    assertThat(IntStream.of(counts)).allMatch(count -> count > 9_500 && count < 10_500);
  }

  @Property(tries = 300)
  void waves_are_sines_and_cosines(@ForAll @FloatRange(min = -50, max = 50) float angle) {
    assertThat(Waves.sin(angle)).isCloseTo((float) Math.sin(angle), within(1e-4f));
    assertThat(Waves.cos(angle)).isCloseTo((float) Math.cos(angle), within(1e-4f));
  }

  @Property(tries = 300)
  void noise_is_smooth_and_stays_within_bounds(
      @ForAll @FloatRange(min = -100, max = 100) float x,
      @ForAll @FloatRange(min = -100, max = 100) float y) {
    Noise noise = new Noise(4);

    assertThat(noise.at(x, y)).isBetween(-1.05f, 1.05f);
    assertThat(noise.at(x + 0.001f, y)).isCloseTo(noise.at(x, y), within(0.02f));
  }

  @Test
  void noise_differs_by_seed_and_place() {
    assertThat(new Noise(1).at(0.4f, 0.3f)).isNotEqualTo(new Noise(2).at(0.4f, 0.3f));
    assertThat(new Noise(1).grain(3, 4)).isNotEqualTo(new Noise(1).grain(4, 3));
  }

  @Test
  void a_field_returns_what_it_was_filled_with() {
    Field field = new Field(100, 80, 5).fill((x, y) -> 2 * x - y);

    assertThat(field.at(33, 41)).isCloseTo(25, within(0.01f));
    assertThat(field.at(-5, 0)).isCloseTo(0, within(0.01f));
  }
}
