package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.web.http.ApiError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both accepted ends of what a request for pictures may hold, and the neighbours. */
class RequestEndsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_PROMPT = 32_000;

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static BatchRequest read(String member, String value) {
    return BatchRequestReader.read(
        "application/json", bytes("{\"prompt\":\"a\",\"%s\":%s}".formatted(member, value)));
  }

  private static String text(String member, String value) {
    ObjectNode body = JSON.createObjectNode().put("prompt", "a");
    return body.put(member, value).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "count, 1",
    "count, 5",
    "steps, 1",
    "steps, 150",
    "width, 64",
    "width, 2048",
    "height, 64",
    "height, 2048",
    "cfgScale, 0",
    "cfgScale, 30",
    "seed, 0",
    "seed, 9007199254740991",
    "seed, -1",
    "seed, -9223372036854775808",
    "seed, -99999999999999999999",
    "width, 72",
    "count, 5.0",
    "cfgScale, 0.0001",
    "cfgScale, 29.9999"
  })
  void of_a_batch_are_accepted(String member, String value) {
    assertThatCode(() -> read(member, value)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "count, 0",
    "count, 6",
    "steps, 0",
    "steps, 151",
    "width, 56",
    "width, 63",
    "width, 65",
    "width, 2040.5",
    "width, 2056",
    "width, 2049",
    "height, 56",
    "height, 2056",
    "cfgScale, -0.0001",
    "cfgScale, 30.0001",
    "seed, 9007199254740992",
    "seed, 99999999999999999999",
    "seed, 0.5",
    "count, 1.5",
    "count, -1",
    "width, 0",
    "width, -64"
  })
  void of_a_batch_have_neighbours_that_are_refused_by_name(String member, String value) {
    InvalidBatchException refused =
        catchThrowableOfType(InvalidBatchException.class, () -> read(member, value));
    assertThat(refused.problems())
        .singleElement()
        .extracting(InvalidBatchException.Problem::member)
        .isEqualTo(member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "negativePrompt"})
  void of_a_prompt_are_counted_in_characters_not_in_halves_of_them(String member) {
    for (String character : new String[] {"x", "\uD83E\uDDA6"}) {
      String longest = character.repeat(LONGEST_PROMPT);
      assertThatCode(() -> BatchRequestReader.read(null, bytes(text(member, longest))))
          .doesNotThrowAnyException();
      InvalidBatchException refused =
          catchThrowableOfType(
              InvalidBatchException.class,
              () -> BatchRequestReader.read(null, bytes(text(member, longest + character))));
      assertThat(refused.problems())
          .extracting(InvalidBatchException.Problem::member)
          .containsExactly(member);
    }
  }

  @ParameterizedTest
  @CsvSource({"n, 1", "n, 10", "size, '\"64x64\"'", "size, '\"2048x2048\"'", "size, '\"64x2048\"'"})
  void of_the_other_protocol_are_accepted(String member, String value) {
    String body = "{\"prompt\":\"a\",\"%s\":%s}".formatted(member, value);
    assertThatCode(() -> OpenAiImageRequest.read("application/json", bytes(body)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "n, 0",
    "n, 11",
    "size, '\"56x64\"'",
    "size, '\"64x56\"'",
    "size, '\"2056x2048\"'",
    "size, '\"2048x2056\"'",
    "size, '\"064x64\"'",
    "size, '\"64x\"'"
  })
  void of_the_other_protocol_have_neighbours_that_are_refused(String member, String value) {
    String body = "{\"prompt\":\"a\",\"%s\":%s}".formatted(member, value);
    ApiError refused =
        catchThrowableOfType(
            ApiError.class, () -> OpenAiImageRequest.read("application/json", bytes(body)));
    assertThat(refused).isNotNull();
    assertThat(refused.status()).isEqualTo(400);
  }
}
