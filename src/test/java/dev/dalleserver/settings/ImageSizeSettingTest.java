package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeSettingTest {
  @ParameterizedTest
  @CsvSource({
    "1024x1024, 1024x1024",
    "512X768, 512x768",
    "512×768, 512x768",
    "16x16384, 16x16384",
    "None, none",
    "auto, auto"
  })
  void a_size_and_two_words_are_accepted(String text, String expected) {
    assertThat(SettingsTable.IMAGE_SIZE.kind().parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "big",
        "1024",
        "15x1024",
        "1024x16385",
        "0x0",
        "-1x5",
        "99999999999x1",
        "1024x1024x3"
      })
  void anything_else_is_refused(String text) {
    assertThat(SettingsTable.IMAGE_SIZE.kind().parse(text)).isEmpty();
  }
}
