package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.pictures.FakeAnnotator;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PictureProviders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The asynchronous API as its clients meet it, over a real socket: what they may post. */
class PostedBatchesTest extends BatchesFixture {
  @Nested
  class WhenABatchIsPosted {
    @Test
    void the_answer_is_201_with_the_id_at_once() {
      hold();
      TestResponse response = post("{\"prompt\": \"a red fox\"}");
      JsonNode json = response.json();
      assertThat(response.status()).isEqualTo(201);
      assertThat(names(json)).containsExactly("id", "status", "createdAt", "request_id");
      assertThat(json.path("id").asText()).matches("gen_[0-9]+_[0-9a-z]{9}");
      assertThat(json.path("status").asText()).isEqualTo("pending");
      assertThat(json.path("createdAt").asLong()).isEqualTo(MovingTime.START.toEpochMilli());
      assertThat(response.header("Location")).isEqualTo(PATH + "/" + json.path("id").asText());
      assertThat(response.header("Retry-After")).isEqualTo("1");
      assertThat(response.header("X-Request-ID")).isEqualTo(json.path("request_id").asText());
    }

    @Test
    void what_is_left_out_has_the_defaults_of_the_protocol() {
      await(create("{\"prompt\": \"a red fox\"}"), "complete");
      PaintRequest request = provider.requests().get(0);
      assertThat(request.size().orElseThrow()).hasToString("512x512");
      assertThat(request.tuning()).isEqualTo(new PaintRequest.Tuning(20, 7.5, "euler_a", ""));
      assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void everything_that_is_given_reaches_the_provider() {
      await(
          create(
              """
              {"prompt": "a red fox", "negativePrompt": "snow", "width": 64, "height": 128,
               "steps": 7, "cfgScale": 3, "seed": 5, "sampler": "ddim", "count": 2,
               "unknown": {"is": ["ignored"]}}
              """),
          "complete");
      PaintRequest second = provider.requests().get(1);
      assertThat(second.prompt()).isEqualTo("a red fox");
      assertThat(second.seed()).isEqualTo(6);
      assertThat(second.size().orElseThrow()).hasToString("64x128");
      assertThat(second.tuning()).isEqualTo(new PaintRequest.Tuning(7, 3, "ddim", "snow"));
    }

    @Test
    void a_second_one_is_refused_while_the_slot_is_taken() {
      hold();
      create("{\"prompt\": \"a red fox\"}");
      TestResponse refused = post("{\"prompt\": \"a red fox\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("SERVER_BUSY");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.json().path("error").path("message").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "null",
          "[]",
          "\"prompt\"",
          "{",
          "{}",
          "{\"prompt\":\"a\"} x",
          "{\"prompt\":\"a\",\"prompt\":\"b\"}",
          "{\"prompt\":\"\"}",
          "{\"prompt\":\" \"}",
          "{\"prompt\":7}",
          "{\"prompt\":null}",
          "{\"prompt\":\"\\ud800\"}",
          "{\"prompt\":\"a\",\"count\":0}",
          "{\"prompt\":\"a\",\"count\":6}",
          "{\"prompt\":\"a\",\"count\":\"2\"}",
          "{\"prompt\":\"a\",\"count\":1.5}",
          "{\"prompt\":\"a\",\"width\":65}",
          "{\"prompt\":\"a\",\"width\":56}",
          "{\"prompt\":\"a\",\"width\":2056}",
          "{\"prompt\":\"a\",\"width\":0}",
          "{\"prompt\":\"a\",\"height\":-8}",
          "{\"prompt\":\"a\",\"height\":\"512\"}",
          "{\"prompt\":\"a\",\"steps\":0}",
          "{\"prompt\":\"a\",\"steps\":151}",
          "{\"prompt\":\"a\",\"steps\":true}",
          "{\"prompt\":\"a\",\"steps\":99999999999}",
          "{\"prompt\":\"a\",\"cfgScale\":-0.1}",
          "{\"prompt\":\"a\",\"cfgScale\":30.1}",
          "{\"prompt\":\"a\",\"cfgScale\":1e999}",
          "{\"prompt\":\"a\",\"cfgScale\":NaN}",
          "{\"prompt\":\"a\",\"cfgScale\":\"7\"}",
          "{\"prompt\":\"a\",\"cfgScale\":1e999999999}",
          "{\"prompt\":\"a\",\"seed\":9007199254740992}",
          "{\"prompt\":\"a\",\"seed\":1.5}",
          "{\"prompt\":\"a\",\"seed\":\"1\"}",
          "{\"prompt\":\"a\",\"seed\":[1]}",
          "{\"prompt\":\"a\",\"seed\":99999999999999999999}",
          "{\"prompt\":\"a\",\"sampler\":1}",
          "{\"prompt\":\"a\",\"negativePrompt\":false}"
        })
    void what_is_not_understood_is_refused_and_nothing_is_begun(String body) {
      TestResponse refused = post(body);
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(server.get(PATH).json().path("data").path("count").asInt()).isZero();
    }

    @Test
    void all_that_is_wrong_is_told_at_once_with_the_limits() {
      JsonNode error =
          post("{\"count\":\"2\",\"width\":65,\"steps\":null,\"cfgScale\":31}")
              .json()
              .path("error");
      assertThat(error.path("message").asText())
          .isEqualTo("5 members of the request are not understood");
      assertThat(error.path("details").asText().split("; "))
          .containsExactlyInAnyOrder(
              "prompt: received nothing, expected a text that is not blank",
              "width: received 65, expected a multiple of 8 from 64 to 2048",
              "steps: received null, expected an integer from 1 to 150",
              "cfgScale: received 31.0, expected a number from 0 to 30",
              "count: received \"2\", expected an integer from 1 to 5");
    }

    @Test
    void a_prompt_that_is_missing_is_told_once() {
      JsonNode error = post("{}").json().path("error");
      assertThat(error.path("message").asText())
          .isEqualTo("prompt must be a text that is not blank");
      assertThat(error.path("details").asText())
          .isEqualTo("received nothing; expected a text that is not blank");
    }

    @Test
    void a_whole_number_may_be_written_with_a_point() {
      TestResponse accepted = post("{\"prompt\":\"a\",\"count\":2.0,\"width\":64.0,\"seed\":1e3}");
      assertThat(accepted.status()).as(accepted.text()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''|received nothing;",
          "[]|received an array;",
          "{\"prompt\":\"a\"|received JSON that breaks off before its end;",
          "{\"prompt\":\"a\"} x|received no JSON at line 1, column 16;",
          "{\"prompt\":\"a\"} {}|received more than one object at line 1, column 16;",
          "{\"prompt\":\"a\",\"prompt\":\"b\"}|received the member prompt twice;",
          "{prompt}|received no JSON at line 1, column 2;"
        })
    void what_is_no_json_is_said_in_plain_words(String body, String words) {
      String details = post(body).json().path("error").path("details").asText();
      assertThat(details).startsWith(words).contains("expected {\"prompt\"");
    }

    @Test
    void nesting_without_end_is_refused() {
      assertThat(post("{\"x\":".repeat(10_000)).status()).isEqualTo(400);
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
      byte[] body = "{\"prompt\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
      TestResponse refused =
          server.send(
              HttpRequest.newBuilder(server.client().uri(PATH))
                  .POST(BodyPublishers.ofByteArray(body)));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
      "application/json, 201",
      "application/json; charset=utf-8, 201",
      "application/vnd.images+json, 201",
      "text/plain, 415",
      "application/x-www-form-urlencoded, 415",
      "application/jsonp, 415"
    })
    void the_content_type_must_be_json_if_there_is_one(String type, int status) {
      TestResponse response =
          server.send(
              HttpRequest.newBuilder(server.client().uri(PATH))
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString("{\"prompt\": \"a red fox\"}")));
      assertThat(response.status()).isEqualTo(status);
    }

    @Test
    void a_client_that_names_no_type_is_understood() {
      TestResponse response =
          server.send(
              HttpRequest.newBuilder(server.client().uri(PATH))
                  .POST(BodyPublishers.ofString("{\"prompt\": \"a red fox\"}")));
      assertThat(response.status()).isEqualTo(201);
    }

    @Test
    void the_longest_prompt_is_accepted_and_a_longer_one_is_not() {
      assertThat(post("{\"prompt\": \"" + "a".repeat(32_000) + "\"}").status()).isEqualTo(201);
      assertThat(post("{\"prompt\": \"" + "a".repeat(32_001) + "\"}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_body_that_is_too_large_is_refused(boolean chunked) {
      byte[] body =
          ("{\"prompt\": \"" + "a".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8);
      HttpRequest.BodyPublisher publisher =
          chunked
              ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))
              : BodyPublishers.ofByteArray(body);
      TestResponse refused =
          server.send(HttpRequest.newBuilder(server.client().uri(PATH)).POST(publisher));
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.errorCode()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @Test
    void a_server_that_makes_no_pictures_says_so() {
      server.close();
      PictureProviders studio =
          new PictureProviders(Optional.empty(), Optional.empty(), new FakeAnnotator());
      server = TestServer.in(dataDir).with("--skip-image").providers(studio).start();
      TestResponse refused = post("{\"prompt\": \"a red fox\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("OPENAI_UNAVAILABLE");
      assertThat(refused.header("Retry-After")).isEqualTo("60");
    }
  }

  @Nested
  class WhenAKeyIsGiven {
    private static final String BODY = "{\"prompt\": \"a red fox\"}";

    @Test
    void the_same_request_again_gives_the_first_answer() {
      TestResponse first = post(BODY, "Idempotency-Key", "k-1");
      await(first.header("Location"), "complete");
      TestResponse again = post(BODY, "Idempotency-Key", "k-1");
      assertThat(again.status()).isEqualTo(201);
      assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
      assertThat(again.json().path("status").asText()).isEqualTo("pending");
      assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void another_request_with_it_is_refused() {
      post(BODY, "Idempotency-Key", "k-1");
      TestResponse refused = post("{\"prompt\": \"a cat\"}", "Idempotency-Key", "k-1");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.errorCode()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void one_that_is_no_key_is_refused() {
      assertThat(post(BODY, "Idempotency-Key", "k".repeat(256)).status()).isEqualTo(400);
    }
  }
}
