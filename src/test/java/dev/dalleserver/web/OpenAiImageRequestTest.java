package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiImageRequestTest {
  private static OpenAiImageRequest read(String members) {
    String body = "{\"prompt\":\"a cat\"" + members + "}";
    return OpenAiImageRequest.read("application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String body, String member) {
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> OpenAiImageRequest.read(null, body.getBytes(StandardCharsets.UTF_8)))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(e.parameter()).isEqualTo(member);
            });
  }

  @Test
  void a_prompt_is_enough() {
    OpenAiImageRequest request = read("");

    BatchRequest batch = request.batch();
    assertThat(batch.prompt()).isEqualTo("a cat");
    assertThat(batch.size()).isEqualTo(new ImageSize(1024, 1024));
    assertThat(batch.count()).isEqualTo(1);
    assertThat(batch.seed()).isEmpty();
    assertThat(request.asUrl()).isFalse();
  }

  @Test
  void a_null_is_as_good_as_nothing() {
    String nulls =
        ",\"n\":null,\"size\":null,\"model\":null,\"user\":null,\"stream\":null,"
            + "\"response_format\":null,\"output_format\":null,\"quality\":7";
    assertThat(read(nulls)).isEqualTo(read(""));
    assertRefused("{\"prompt\":null}", "prompt");
  }

  @ParameterizedTest
  @CsvSource({
    "auto, 1024, 1024",
    "64x64, 64, 64",
    "2048x1024, 2048, 1024",
    "1024x2048, 1024, 2048"
  })
  void a_size_has_two_sides(String size, int width, int height) {
    assertThat(read(",\"size\":\"" + size + "\"").batch().size())
        .isEqualTo(new ImageSize(width, height));
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "64x", "x64", "064x64", "63x64", "64x63", "2056x64", "64x64x64"})
  void other_sizes_are_refused(String size) {
    assertRefused("{\"prompt\":\"a cat\",\"size\":\"" + size + "\"}", "size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "5", "2.0"})
  void as_many_as_a_batch_may_have(String n) {
    assertThat(read(",\"n\":" + n).batch().count()).isEqualTo((int) Double.parseDouble(n));
  }

  @ParameterizedTest
  @CsvSource({
    "n, 0",
    "n, 6",
    "n, 1.5",
    "n, 99999999999",
    "n, true",
    "stream, true",
    "stream, '\"\"'",
    "user, 1",
    "model, 1",
    "size, 1",
    "output_format, '\"jpeg\"'",
    "response_format, '\"png\"'"
  })
  void what_is_wrong_is_named(String member, String value) {
    assertRefused("{\"prompt\":\"a cat\",\"" + member + "\":" + value + "}", member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"prompt\":\" \"}", "{\"prompt\":1}"})
  void without_a_prompt_there_is_nothing_to_paint(String body) {
    assertRefused(body, "prompt");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', false",
    "gpt-image-1, '', false",
    "dall-e-3, '', true",
    "dall-e-3, b64_json, false",
    "gpt-image-1, url, true"
  })
  void links_are_for_clients_that_expect_them(String model, String format, boolean link) {
    String members = ",\"model\":\"" + model + "\",\"stream\":false,\"output_format\":\"png\"";
    if (!format.isEmpty()) {
      members += ",\"response_format\":\"" + format + "\"";
    }
    assertThat(read(members).asUrl()).isEqualTo(link);
  }
}
