package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.web.OpenAiImageRequest.Form;
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
    assertThat(request.form()).isEqualTo(Form.BASE64);
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
    "65x2047, 65, 2047",
    "2048x1024, 2048, 1024",
    "1024x2048, 1024, 2048"
  })
  void a_size_has_two_sides(String size, int width, int height) {
    assertThat(read(",\"size\":\"" + size + "\"").batch().size())
        .isEqualTo(new ImageSize(width, height));
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "64x", "x64", "064x64", "63x64", "64x63", "2049x64", "64x64x64"})
  void other_sizes_are_refused(String size) {
    assertRefused("{\"prompt\":\"a cat\",\"size\":\"" + size + "\"}", "size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "10", "2.0"})
  void as_many_as_the_protocol_allows(String n) {
    assertThat(read(",\"n\":" + n).batch().count()).isEqualTo((int) Double.parseDouble(n));
  }

  @ParameterizedTest
  @CsvSource({
    "n, 0",
    "n, 11",
    "n, 1.5",
    "n, 99999999999",
    "n, true",
    "stream, '\"\"'",
    "stream, 1",
    "partial_images, 4",
    "partial_images, -1",
    "partial_images, '\"2\"'",
    "output_compression, 101",
    "output_compression, 0.5",
    "user, 1",
    "model, 1",
    "size, 1",
    "output_format, '\"webp\"'",
    "output_format, '\"jpg\"'",
    "response_format, '\"png\"'"
  })
  void what_is_wrong_is_named(String member, String value) {
    assertRefused("{\"prompt\":\"a cat\",\"" + member + "\":" + value + "}", member);
  }

  @Test
  void links_and_events_exclude_each_other() {
    assertRefused(
        "{\"prompt\":\"a cat\",\"stream\":true,\"response_format\":\"url\"}", "response_format");
  }

  @ParameterizedTest
  @CsvSource({"png, 30, PNG, 100", "jpeg, 30, JPEG, 30", "jpeg, null, JPEG, 100"})
  void a_jpeg_has_its_compression(String format, String compression, String expected, int quality) {
    String members = ",\"output_format\":\"" + format + "\",\"output_compression\":" + compression;
    assertThat(read(members).batch().delivery().encoding())
        .isEqualTo(new Encoding(PictureFormat.valueOf(expected), quality));
  }

  @Test
  void partial_images_are_for_streams() {
    String members = ",\"partial_images\":3,\"stream\":";
    assertThat(read(members + "true").batch().delivery().partialImages()).isEqualTo(3);
    assertThat(read(members + "false").batch().delivery().partialImages()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"prompt\":\" \"}", "{\"prompt\":1}"})
  void without_a_prompt_there_is_nothing_to_paint(String body) {
    assertRefused(body, "prompt");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', false, BASE64",
    "gpt-image-1, '', false, BASE64",
    "dall-e-3, '', false, URL",
    "dall-e-3, b64_json, false, BASE64",
    "gpt-image-1, url, false, URL",
    "dall-e-3, '', true, EVENTS",
    "gpt-image-1, b64_json, true, EVENTS"
  })
  void links_are_for_clients_that_expect_them(
      String model, String format, boolean stream, Form form) {
    String members = ",\"model\":\"" + model + "\",\"stream\":" + stream;
    if (!format.isEmpty()) {
      members += ",\"response_format\":\"" + format + "\"";
    }
    assertThat(read(members).form()).isEqualTo(form);
  }
}
