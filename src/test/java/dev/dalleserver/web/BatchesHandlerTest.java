package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The asynchronous API as its clients meet it, over a real socket: what becomes of a batch. */
@OnBothBackends
class BatchesHandlerTest extends BatchesFixture {
  @Nested
  class WhenItIsPolled {
    @Test
    void it_goes_from_pending_through_in_progress_to_complete() {
      hold();
      String path = create("{\"prompt\": \"a red fox\", \"count\": 2, \"seed\": 42}");
      JsonNode working = await(path, "in_progress");
      assertThat(names(working))
          .containsExactly("id", "status", "createdAt", "updatedAt", "progress", "request_id");
      permits.release(2);
      JsonNode complete = await(path, "complete");
      assertThat(names(complete))
          .containsExactly("id", "status", "createdAt", "updatedAt", "result", "request_id");
    }

    @Test
    void progress_runs_over_the_whole_batch() {
      hold();
      String path = create("{\"prompt\": \"a red fox\", \"count\": 2, \"seed\": 42}");
      permits.release(1);
      JsonNode progress = server.get(path).json().path("progress");
      while (progress.path("currentImage").asInt() != 2
          || progress.path("stage").asText().equals("loading")) {
        progress = server.get(path + "?wait=5").json().path("progress");
      }
      assertThat(progress.toString())
          .isEqualTo(
              "{\"currentStep\":10,\"totalSteps\":20,\"stage\":\"diffusion\",\"percentage\":75.0,"
                  + "\"currentImage\":2,\"totalImages\":2}");
    }

    @Test
    void the_result_holds_every_picture_with_its_seed() throws Exception {
      provider.ignoring("cfgScale", "sampler");
      String path = create("{\"prompt\": \"a red fox\", \"count\": 2, \"seed\": 42}");
      await(path, "complete");
      TestResponse response = server.get(path);
      JsonNode result = response.json().path("result");
      assertThat(names(result)).containsExactly("images", "format", "timeTaken", "ignored");
      assertThat(result.path("format").asText()).isEqualTo("png");
      assertThat(each(result.path("ignored")).map(JsonNode::asText))
          .containsExactly("cfgScale", "sampler");
      JsonNode second = result.path("images").path(1);
      assertThat(names(second))
          .containsExactly("image", "seed", "width", "height", "format", "timeTaken", "url");
      assertThat(second.path("seed").asLong()).isEqualTo(43);
      assertThat(Base64.getDecoder().decode(second.path("image").asText()))
          .isEqualTo(provider.picture(43));
      assertThat(second.path("url").asText()).isEqualTo(path + "/images/1");
      assertThat(response.header("Content-Length")).isEqualTo("" + response.body().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10_000, 100_001})
    void pictures_of_every_length_arrive_whole(int extra) {
      provider.heavier(extra);
      String path = create("{\"prompt\": \"a red fox\", \"seed\": 42}");
      await(path, "complete");
      String image =
          server.get(path).json().path("result").path("images").path(0).path("image").asText();
      assertThat(Base64.getDecoder().decode(image)).isEqualTo(provider.picture(42));
    }

    @Test
    void images_url_leaves_the_pictures_out_and_anything_else_is_refused() {
      String path = create("{\"prompt\": \"a red fox\"}");
      JsonNode image = await(path, "complete").path("result").path("images").path(0);
      assertThat(names(image))
          .containsExactly("seed", "width", "height", "format", "timeTaken", "url");
      assertThat(server.get(path + "?images=none").status()).isEqualTo(400);
    }

    @Test
    void head_tells_the_length_and_sends_nothing() {
      String path = create("{\"prompt\": \"a red fox\", \"seed\": 42}");
      await(path, "complete");
      TestResponse head = server.send("HEAD", path);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.header("Content-Length")).isEqualTo("" + server.get(path).body().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gen_1_abcdefghi", "nonsense", "..", "gen_1_%2e%2e%2fetcp"})
    void an_unknown_id_is_404(String id) {
      TestResponse response = server.get(PATH + "/" + id);
      assertThat(response.status()).isIn(400, 404);
      if (response.status() == 404) {
        assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
      }
    }

    @Test
    void a_failure_is_told_with_its_code() {
      provider.work(
          (request, listener, cancellation) -> {
            throw new JobException(FailureCode.OPENAI_TIMEOUT, "it took too long");
          });
      JsonNode failed = await(create("{\"prompt\": \"a red fox\"}"), "error");
      assertThat(failed.path("error").toString())
          .isEqualTo("{\"message\":\"it took too long\",\"code\":\"OPENAI_TIMEOUT\"}");
      assertThat(failed.has("result")).isFalse();
    }
  }

  @Nested
  class WhenItIsDeleted {
    @Test
    void it_is_cancelled_also_the_second_time_and_the_slot_is_free() {
      hold();
      String path = create("{\"prompt\": \"a red fox\"}");
      await(path, "in_progress");
      TestResponse first = server.send("DELETE", path);
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.json().path("status").asText()).isEqualTo("cancelled");
      assertThat(first.json().path("id").asText()).isEqualTo(path.substring(PATH.length() + 1));
      assertThat(server.send("DELETE", path).status()).isEqualTo(200);
      assertThat(server.get(path).json().path("status").asText()).isEqualTo("cancelled");
      create("{\"prompt\": \"a red fox\"}");
    }

    @Test
    void one_that_is_complete_stays() {
      String path = create("{\"prompt\": \"a red fox\"}");
      await(path, "complete");
      TestResponse refused = server.send("DELETE", path);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.errorCode()).isEqualTo("ALREADY_TERMINAL");
      assertThat(server.get(path).json().path("status").asText()).isEqualTo("complete");
    }

    @Test
    void an_unknown_one_is_404() {
      assertThat(server.send("DELETE", PATH + "/gen_1_abcdefghi").status()).isEqualTo(404);
    }
  }

  @Nested
  class WhenPicturesAreFetchedAsBytes {
    @Test
    void a_finished_one_is_there_while_the_next_is_made() {
      hold();
      String path = create("{\"prompt\": \"a red fox\", \"count\": 2, \"seed\": 42}");
      permits.release(1);
      JsonNode progress = server.get(path).json().path("progress");
      while (progress.path("currentImage").asInt() != 2) {
        progress = server.get(path + "?wait=5").json().path("progress");
      }
      TestResponse image = server.get(path + "/images/0");
      assertThat(image.status()).isEqualTo(200);
      assertThat(image.header("Content-Type")).isEqualTo("image/png");
      assertThat(image.header("ETag")).startsWith("\"");
      assertThat(image.body()).isEqualTo(provider.picture(42));
      assertThat(server.get(path + "/images/1").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "x", "00", "99999999999", "0.png"})
    void any_other_is_404(String index) {
      String path = create("{\"prompt\": \"a red fox\"}");
      await(path, "complete");
      assertThat(server.get(path + "/images/" + index).status()).isEqualTo(404);
    }
  }

  @Nested
  class WhenTheyAreListed {
    @Test
    void the_newest_is_first_and_no_picture_is_sent() {
      String first = create("{\"prompt\": \"a red fox\"}");
      await(first, "complete");
      time.pass(Duration.ofSeconds(1));
      String second = create("{\"prompt\": \"a red fox\"}");
      await(second, "complete");
      JsonNode data = server.get(PATH).json().path("data");
      assertThat(data.path("count").asInt()).isEqualTo(2);
      assertThat(each(data.path("generations")).map(one -> PATH + "/" + one.path("id").asText()))
          .containsExactly(second, first);
      assertThat(data.toString()).doesNotContain("\"image\"");
    }
  }

  @Nested
  class WhenItIsOld {
    @Test
    void it_is_dropped_some_time_after_its_end() {
      server.close();
      start("--image-result-ttl-ms", "300000", "--image-cleanup-interval-ms", "10");
      String path = create("{\"prompt\": \"a red fox\"}");
      await(path, "complete");
      time.pass(Duration.ofMinutes(5));
      Waiting.until(() -> server.get(path).status() == 404);
      assertThat(server.get(path).errorCode()).isEqualTo("NOT_FOUND");
      assertThat(server.get(path + "/images/0").status()).isEqualTo(404);
    }
  }
}
