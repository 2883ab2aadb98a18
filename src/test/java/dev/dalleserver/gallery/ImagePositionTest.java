package dev.dalleserver.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePositionTest {
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_767_355_200_123_456_789L, Long.MAX_VALUE, Long.MIN_VALUE})
  void a_cursor_is_read_as_it_was_written(long nanos) {
    ImagePosition place = new ImagePosition(nanos, "big-top", ADDRESS);

    assertThat(ImagePosition.parse(place.cursor())).contains(place);
    assertThat(place.cursor()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1/simple",
        "x/simple/" + ADDRESS,
        "99999999999999999999/simple/" + ADDRESS,
        "1/../" + ADDRESS,
        "1/Simple/" + ADDRESS,
        "1/simple/0x12",
        "1/simple/" + ADDRESS + "/1"
      })
  void anything_else_is_none(String plain) {
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);

    assertThat(ImagePosition.parse(Base64.getUrlEncoder().encodeToString(bytes))).isEmpty();
  }

  @Test
  void neither_is_what_is_not_base64_or_too_long() {
    assertThat(ImagePosition.parse("%%%")).isEmpty();
    assertThat(ImagePosition.parse("MS9".repeat(1000))).isEmpty();
  }
}
