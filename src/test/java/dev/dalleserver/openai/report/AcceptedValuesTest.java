package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedValuesTest {
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
}
