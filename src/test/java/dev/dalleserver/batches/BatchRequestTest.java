package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRequestTest {
  private static BatchRequest request(String prompt, Tuning tuning, OptionalLong seed) {
    return new BatchRequest(prompt, new ImageSize(64, 2048), tuning, seed, 5);
  }

  private static BatchRequest seeded(long seed) {
    return request("a cat", Tuning.DEFAULT, OptionalLong.of(seed));
  }

  private static void assertRefused(Runnable making, String member, String received) {
    assertThatExceptionOfType(InvalidBatchException.class)
        .isThrownBy(making::run)
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.member()).isEqualTo(member);
                          assertThat(problem.received()).isEqualTo(received);
                        }));
  }

  @Test
  void a_prompt_has_32000_characters_at_most_counted_as_people_do() {
    String fishes = "\uD83D\uDC1F".repeat(32_000);
    assertThat(request(fishes, Tuning.DEFAULT, OptionalLong.empty()).prompt()).isEqualTo(fishes);
    assertRefused(
        () -> request(fishes + "a", Tuning.DEFAULT, OptionalLong.empty()),
        "prompt",
        "32001 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "\uDFFF", "a\uD83D", "\uDC1Fa"})
  void half_of_a_character_is_refused_wherever_it_stands(String half) {
    assertRefused(
        () -> request("a" + half, Tuning.DEFAULT, OptionalLong.empty()),
        "prompt",
        "an unpaired surrogate");
    assertRefused(
        () -> request("a cat", new Tuning(1, 0, "", half), OptionalLong.empty()),
        "negativePrompt",
        "an unpaired surrogate");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 30.01, Double.NaN, Double.POSITIVE_INFINITY})
  void a_scale_out_of_its_range_is_refused(double scale) {
    assertRefused(
        () -> request("a cat", new Tuning(1, scale, "", ""), OptionalLong.empty()),
        "cfgScale",
        Double.toString(scale));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "9007199254740991, 9007199254740991"})
  void a_seed_stays_and_the_others_count_up_from_it(long seed, long first) {
    BatchRequest request = seeded(seed);
    assertThat(request.toPaintRequest(0, 99, new ReceivedName("a-test")).seed()).isEqualTo(first);
    assertThat(request.toPaintRequest(1, 99, new ReceivedName("a-test")).seed())
        .as("the largest is followed by 0")
        .isEqualTo((first + 1) % (BatchRequest.MAX_SEED + 1));
  }

  @Test
  void one_below_zero_or_none_means_a_random_one() {
    assertThat(seeded(-1).seed()).isEmpty();
    PaintRequest picture = seeded(-1).toPaintRequest(3, 99, new ReceivedName("a-test"));
    assertThat(picture.seed()).isEqualTo(99);
    assertThat(picture.prompt()).isEqualTo("a cat");
    assertThat(picture.size()).contains(new ImageSize(64, 2048));
    assertThat(picture.tuning()).isEqualTo(Tuning.DEFAULT);
  }

  @Test
  void a_seed_that_javascript_does_not_know_exactly_is_refused() {
    assertRefused(() -> seeded(BatchRequest.MAX_SEED + 1), "seed", "9007199254740992");
  }
}
