package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCursorTest {
  private static String encoded(String plain) {
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void assertRefused(String cursor) {
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> RecordCursor.parse(cursor, "nouns"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 999_999_999})
  void comes_back_as_the_place_it_was(int place) {
    assertThat(RecordCursor.parse(RecordCursor.format("nouns", place), "nouns")).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nouns/", "nouns/-1", "nouns/1/2", "nouns/1234567890", "nouns1", "verbs/1", "/1"})
  void anything_else_is_refused(String plain) {
    assertRefused(encoded(plain));
  }

  @Test
  void what_was_never_encoded_is_refused() {
    assertRefused("%%%");
    assertRefused("");
  }

  @Test
  void is_64_letters_at_most() {
    String name = "n".repeat(46);
    String longest = RecordCursor.format(name, 1);
    assertThat(longest).hasSize(64);
    assertThat(RecordCursor.parse(longest, name)).isEqualTo(1);

    String longer = RecordCursor.format(name, 12);
    assertThatExceptionOfType(ApiError.class).isThrownBy(() -> RecordCursor.parse(longer, name));
  }
}
