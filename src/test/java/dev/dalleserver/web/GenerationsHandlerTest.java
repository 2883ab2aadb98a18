package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.MovingTime;
import dev.dalleserver.TestResponse;
import dev.dalleserver.TestServer;
import dev.dalleserver.batches.ScriptedProvider;
import dev.dalleserver.generation.FailureCode;
import dev.dalleserver.generation.FakeAnnotator;
import dev.dalleserver.generation.GenerationException;
import dev.dalleserver.generation.PaintRequest;
import dev.dalleserver.generation.ProgressListener.Stage;
import dev.dalleserver.generation.Studio;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The asynchronous API as its clients meet it, over a real socket. */
@Timeout(60)
class GenerationsHandlerTest {
  private static final String PATH = "/v1/images/generations";

  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final ScriptedProvider provider = new ScriptedProvider();

  /** One for each thing that a held provider may go on with. */
  private final Semaphore permits = new Semaphore(0);

  private TestServer server;

  @BeforeEach
  void start() {
    start("--lock-ttl", "5m");
  }

  @AfterEach
  void stop() {
    permits.release(1000);
    server.close();
  }

  private void start(String... flags) {
    Studio studio = new Studio(Optional.empty(), Optional.of(provider), new FakeAnnotator());
    server = TestServer.in(dataDir).with(flags).studio(studio).ticker(time.ticker()).start();
  }

  /** From now on the provider reports half of a picture, and goes on when it is permitted to. */
  private void hold() {
    provider.work(
        (request, listener, cancellation) -> {
          listener.onProgress(Stage.DIFFUSION, request.tuning().steps() / 2, 20);
          try {
            permits.acquire();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          cancellation.check();
        });
  }

  private TestResponse post(String body, String... headers) {
    return server.sendJson("POST", PATH, body, headers);
  }

  private String create(String body) {
    TestResponse response = post(body);
    assertThat(response.status()).as(response.text()).isEqualTo(201);
    return PATH + "/" + response.json().path("id").asText();
  }

  /** Asks, held by the server, until the status is as wanted. */
  private JsonNode await(String path, String status) {
    JsonNode state = server.get(path + "?images=url").json();
    while (!state.path("status").asText().equals(status)) {
      state = server.get(path + "?images=url&wait=5").json();
    }
    return state;
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(Spliterators.spliterator(array.elements(), array.size(), 0), false);
  }

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
      Studio studio = new Studio(Optional.empty(), Optional.empty(), new FakeAnnotator());
      server = TestServer.in(dataDir).with("--skip-image").studio(studio).start();
      TestResponse refused = post("{\"prompt\": \"a red fox\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("OPENAI_UNAVAILABLE");
      assertThat(refused.header("Retry-After")).isEqualTo("60");
    }
  }

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
            throw new GenerationException(FailureCode.OPENAI_TIMEOUT, "it took too long");
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
    @ValueSource(strings = {"1", "-1", "x", "99999999999", "0.png"})
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
    void it_is_dropped_with_its_files_some_time_after_its_end() throws Exception {
      server.close();
      start("--image-result-ttl-ms", "300000", "--image-cleanup-interval-ms", "10");
      String path = create("{\"prompt\": \"a red fox\"}");
      await(path, "complete");
      Path folder =
          dataDir.resolve("output/generations").resolve(path.substring(PATH.length() + 1));
      assertThat(folder).exists();
      time.pass(Duration.ofMinutes(5));
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (server.get(path).status() != 404 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(server.get(path).errorCode()).isEqualTo("NOT_FOUND");
      assertThat(server.get(path + "/images/0").status()).isEqualTo(404);
      while (folder.toFile().exists() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(folder).doesNotExist();
    }
  }

  @Nested
  class WhenTheServerWasRestarted {
    @Test
    void the_files_of_the_process_before_are_gone() {
      String path = create("{\"prompt\": \"a red fox\"}");
      await(path, "complete");
      Path folder =
          dataDir.resolve("output/generations").resolve(path.substring(PATH.length() + 1));
      server.close();
      assertThat(folder).exists();
      start();
      assertThat(folder).doesNotExist();
    }
  }
}
