package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedValuesTest {
  private static void assertNearestSize(String wanted, String words, String nearest) {
    assertThat(AcceptedValues.of("size", wanted, words).nearest(wanted)).contains(nearest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,000,000,000,000,000,000,000,000", "999999999999999999999999"})
  void a_number_of_pixels_that_no_picture_has_is_no_limit(String number) {
    AcceptedValues sizes =
        AcceptedValues.of("size", "4096x4096", "size must be at most " + number + " pixels");
    assertThat(sizes.nearest("4096x4096")).contains("4096x4096");
  }

  @Test
  void a_number_of_pixels_in_groups_is_a_limit() {
    AcceptedValues sizes =
        AcceptedValues.of("size", "4096x4096", "size must be at most 1,048,576 pixels");
    assertThat(sizes.nearest("4096x4096")).contains("1024x1024");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1792x1024|use 1024x1024, 1536x1024 or 1024x1536|1536x1024",
        "1024x1792|use 1024x1024, 1536x1024 or 1024x1536|1024x1536",
        "700x700|use 2048x2048 or 512 × 512|512 × 512",
        "1024x1024|1024x1024 is not one of 1024x1024, 2048x1024|2048x1024",
        "1792x1024|use 1024x1792 or 768x768|768x768"
      })
  void of_listed_sizes_the_one_of_the_nearest_proportions_is_taken(
      String wanted, String words, String nearest) {
    assertNearestSize(wanted, words, nearest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1024x1024|size must be at least 3686400 pixels|1920x1920",
        "2048x1024|size must have at least 3686400 pixels|2720x1360",
        "4096x4096|size must be at most 1.05 megapixels|1024x1024",
        "512x512|size must be between 1 MP and 2 MP|1008x1008",
        "1536x1024|width and height must be divisible by 64 and at most 1000|960x640",
        "1500x1000|width and height must be multiples of 100 and at most 1200|1200x800",
        "2048x1024|width and height must be between 256 and 1440|1440x720",
        "128x64|width and height must be between 256 and 1440|512x256",
        "128x128|the width must be at most 64|64x64",
        "32x32|the width must be at least 64|64x64",
        "128x128|the width must be at most 63|128x128",
        "1024x1024|size is too large|1024x1024"
      })
  void the_nearest_size_within_limits_keeps_the_proportions(
      String wanted, String words, String nearest) {
    assertNearestSize(wanted, words, nearest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4096x256|width and height must be between 512 and 1024",
        "1024x1024|size must be at least 900,000,000 pixels",
        "16x1024|width and height must be at most 512 and divisible by 64",
        "1024x1024|size must be at least 2000000 pixels and at most 1000000 pixels",
        "auto|use 1024x1024"
      })
  void no_size_is_taken_where_none_fits(String wanted, String words) {
    assertThat(AcceptedValues.of("size", wanted, words).nearest(wanted)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"hd,high", "standard,Medium", "low,draft", "odd,auto", "Ultra,high"})
  void of_listed_qualities_one_of_the_same_degree_is_taken(String wanted, String nearest) {
    String words = "the quality must be one of high, Medium, draft, auto, or of a better kind";
    assertThat(AcceptedValues.of("quality", wanted, words).nearest(wanted)).contains(nearest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hd is high, which is not supported",
        "supported values are hd, standard, low",
        "the quality must be one of seven"
      })
  void no_quality_is_taken_where_none_fits(String words) {
    assertThat(AcceptedValues.of("quality", "hd", words).nearest("hd")).isEmpty();
  }

  @Test
  void of_other_parameters_no_values_are_known() {
    assertThat(AcceptedValues.of("style", "vivid", "use 512x512 or high").nearest("vivid"))
        .isEmpty();
  }
}
