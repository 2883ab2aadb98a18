package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRequestReaderTest {
  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private static BatchRequest read(String members) {
    return BatchRequestReader.read(
        "application/json", bytes("{\"prompt\":\"a cat\"" + members + "}"));
  }

  private static void assertRefused(String body, String... members) {
    assertThatExceptionOfType(InvalidBatchException.class)
        .isThrownBy(() -> BatchRequestReader.read(null, bytes(body)))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .extracting(InvalidBatchException.Problem::member)
                    .containsExactly(members));
  }

  @Test
  void a_prompt_is_enough() {
    BatchRequest request = read("");

    assertThat(request.prompt()).isEqualTo("a cat");
    assertThat(request.size().width()).isEqualTo(512);
    assertThat(request.size().height()).isEqualTo(512);
    assertThat(request.tuning()).isEqualTo(Tuning.DEFAULT);
    assertThat(request.seed()).isEmpty();
    assertThat(request.count()).isEqualTo(1);
  }

  @Test
  void every_member_is_taken() {
    BatchRequest request =
        read(
            ",\"width\":64,\"height\":2048,\"steps\":7,\"cfgScale\":2.5,\"sampler\":\"s\","
                + "\"negativePrompt\":\"n\",\"seed\":5,\"count\":2.0");

    assertThat(request.size().width()).isEqualTo(64);
    assertThat(request.size().height()).isEqualTo(2048);
    assertThat(request.tuning()).isEqualTo(new Tuning(7, 2.5, "s", "n"));
    assertThat(request.seed()).hasValue(5);
    assertThat(request.count()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "steps, 1",
    "steps, 150",
    "cfgScale, 0",
    "cfgScale, 30",
    "count, 1",
    "count, 5",
    "width, 64",
    "height, 2048",
    "seed, 9007199254740991",
    "seed, -1",
    "seed, -99999999999999999999"
  })
  void the_ends_of_every_range_are_within_it(String member, String value) {
    assertThat(read(",\"" + member + "\":" + value).prompt()).isEqualTo("a cat");
  }

  @ParameterizedTest
  @CsvSource({
    "steps, 0",
    "steps, 151",
    "cfgScale, -0.1",
    "cfgScale, 30.1",
    "count, 0",
    "count, 6",
    "width, 56",
    "width, 2056",
    "width, 65",
    "height, 0",
    "height, -64",
    "width, 64.5",
    "count, 1.5",
    "count, 99999999999",
    "seed, 9007199254740992",
    "seed, 99999999999999999999",
    "seed, 0.5",
    "seed, null",
    "count, true",
    "sampler, 1",
    "negativePrompt, null",
    "cfgScale, '[]'"
  })
  void what_is_beyond_or_no_number_is_refused(String member, String value) {
    assertRefused("{\"prompt\":\"a cat\",\"" + member + "\":" + value + "}", member);
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertRefused("{}", "prompt");
    assertRefused("{\"prompt\":\" \"}", "prompt");
    assertRefused("{\"count\":\"two\",\"steps\":0}", "prompt", "count", "steps");
  }

  @Test
  void numbers_below_zero_mean_any_seed() {
    assertThat(read(",\"seed\":-1").seed()).isEmpty();
    assertThat(read(",\"seed\":-99999999999999999999").seed()).isEmpty();
    assertThat(read(",\"seed\":0").seed()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/json; charset=utf-8", "application/a+json"})
  void json_has_several_names(String type) {
    assertThat(BatchRequestReader.read(type, bytes("{\"prompt\":\"p\"}")).prompt()).isEqualTo("p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json; charset=utf-99", "json"})
  void other_types_are_refused_as_such(String type) {
    assertCode(type, bytes("{\"prompt\":\"p\"}"), ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "\"p\"",
        "{",
        "{} {}",
        "{\"count\":1,\"count\":2}",
        "nonsense"
      })
  void what_is_no_object_is_refused(String body) {
    assertCode(null, bytes(body), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void what_is_not_utf_8_is_refused() {
    byte[] broken = bytes("{\"prompt\":\"x\"}");
    broken[Arrays.binarySearch(broken, 11, 12, (byte) 'x')] = (byte) 0xff;
    assertCode(null, broken, ErrorCode.INVALID_REQUEST);
  }

  private static void assertCode(String type, byte[] body, ErrorCode code) {
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> BatchRequestReader.read(type, body))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void the_callback_is_a_text_that_may_be_left_out() {
    assertThat(BatchRequestReader.callback(bytes("{\"callback\":\"http://a\"}")))
        .contains("http://a");
    assertThat(BatchRequestReader.callback(bytes("{\"callback\":\" \"}"))).isEmpty();
    assertThat(BatchRequestReader.callback(bytes("{}"))).isEmpty();
    assertThatExceptionOfType(InvalidBatchException.class)
        .isThrownBy(() -> BatchRequestReader.callback(bytes("{\"callback\":1}")));
  }
}
