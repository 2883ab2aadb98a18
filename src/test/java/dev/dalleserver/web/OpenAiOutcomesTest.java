package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.batches.ScriptedProvider;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.GivenPreview;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests of OpenAI clients end when not all goes well, with a stream and without. */
@Timeout(120)
class OpenAiOutcomesTest {
  private static final String PATH = "/openai/v1/images/generations";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dataDir;
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  /** With one worker the pictures of a request are made one after the other. */
  private void start(String... flags) {
    server = TestServer.in(dataDir).provider(provider).with("--workers", "1").with(flags).start();
  }

  private TestResponse post(String members) {
    return server.sendJson("POST", PATH, "{\"prompt\": \"a red fox\"" + members + "}");
  }

  /** The provider makes the first pictures of all, and then fails. */
  private void failAfter(int pictures, JobException failure) {
    provider.work(
        (request, listener, cancellation) -> {
          if (provider.requests().size() > pictures) {
            throw failure;
          }
        });
  }

  private record Event(String name, JsonNode data) {}

  private static List<Event> events(TestResponse response) throws IOException {
    assertThat(response.header("Content-Type")).startsWith("text/event-stream");
    List<Event> events = new ArrayList<>();
    for (String block : response.text().split("\n\n")) {
      Map<String, String> fields =
          block
              .lines()
              .collect(
                  Collectors.toMap(
                      line -> line.substring(0, line.indexOf(':')),
                      line -> line.substring(line.indexOf(':') + 2)));
      String name = String.valueOf(fields.get("event"));
      String data = String.valueOf(fields.get("data"));
      String schema =
          ApiContract.document()
              .at("/paths/~1openai~1v1~1images~1generations/post/responses/200/content")
              .at("/text~1event-stream/x-event-data")
              .path(name)
              .path("$ref")
              .asText();
      assertThat(schema).as(name).isNotEmpty();
      JsonNode json = JSON.readTree(data);
      assertThat(ApiContract.problems(schema, json)).isEmpty();
      assertThat(json.path("type").asText()).isEqualTo(name);
      events.add(new Event(name, json));
    }
    return events;
  }

  @Nested
  class WhenTheRestFails {
    private final JobException limit =
        new JobException(FailureCode.OPENAI_RATE_LIMIT, "not so fast");

    @Test
    void the_pictures_that_are_finished_come_with_the_reason() {
      failAfter(2, limit);
      start();
      TestResponse response = post(", \"n\": 4");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("data")).hasSize(2);
      JsonNode incomplete = response.json().path("incomplete_details");
      assertThat(incomplete.path("reason").asText()).isEqualTo("openai_rate_limit");
      assertThat(incomplete.path("message").asText()).isEqualTo("not so fast");
      assertThat(provider.requests()).hasSize(3);
    }

    @Test
    void links_lead_to_them_too() {
      failAfter(1, limit);
      start();
      JsonNode data = post(", \"n\": 2, \"response_format\": \"url\"").json().path("data");
      assertThat(data).hasSize(1);
      String link = data.get(0).path("url").asText();
      assertThat(server.get(link.substring(link.indexOf("/v1/"))).status()).isEqualTo(200);
    }

    @Test
    void events_bring_them_and_end_with_the_error() throws IOException {
      failAfter(2, limit);
      start();
      List<Event> events = events(post(", \"n\": 4, \"stream\": true"));
      assertThat(events)
          .extracting(Event::name)
          .containsExactly("image_generation.completed", "image_generation.completed", "error");
      assertThat(events.get(2).data().at("/error/code").asText()).isEqualTo("openai_rate_limit");
    }

    @Test
    void a_cancelled_rest_hides_nothing_either() {
      CountDownLatch second = new CountDownLatch(1);
      provider.work(
          (request, listener, cancellation) -> {
            if (provider.requests().size() == 2) {
              second.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              cancellation.check();
            }
          });
      start();
      CompletableFuture<TestResponse> answer =
          CompletableFuture.supplyAsync(() -> post(", \"n\": 2"));
      Waiting.until(() -> second.getCount() == 0);
      JsonNode batch =
          server.get("/v1/images/generations").json().path("data").path("generations").get(0);
      server.send("DELETE", "/v1/images/generations/" + batch.path("id").asText());
      assertThat(answer.join().json().path("data")).hasSize(1);
      assertThat(answer.join().json().at("/incomplete_details/reason").asText())
          .isEqualTo("conflict");
    }
  }

  @Nested
  class WhenAllFails {
    @ParameterizedTest
    @ValueSource(strings = {"", ", \"stream\": true"})
    void the_wait_that_the_provider_asks_for_is_passed_on_whole(String stream) {
      failAfter(
          0,
          new JobException(FailureCode.OPENAI_RATE_LIMIT, "tomorrow") {
            private static final long serialVersionUID = 1L;

            @Override
            public Optional<Duration> retryAfter() {
              return Optional.of(Duration.ofHours(2));
            }
          });
      start();
      TestResponse response = post(stream);
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).isEqualTo("7200");
      assertThat(response.header("X-Should-Retry")).isEqualTo("false");
      assertThat(response.json().at("/error/code").asText()).isEqualTo("openai_rate_limit");
    }

    @ParameterizedTest
    @CsvSource({
      "moderation_blocked, '', moderation_blocked",
      "content_policy_violation, '', content_policy_violation",
      "moderation_blocked, ', \"stream\": true', moderation_blocked"
    })
    void refused_content_is_a_bad_request(String code, String stream, String expected)
        throws IOException {
      try (FakeProvider remote = new FakeProvider(0, Map.of("status", "400", "code", code))) {
        server = TestServer.in(dataDir).remote(remote.baseUrl()).start();
        TestResponse response = post(stream);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().at("/error/code").asText()).isEqualTo(expected);
        assertThat(response.json().at("/error/message").asText()).contains("told to fail");
        assertThat(response.header("X-Should-Retry")).isEqualTo("false");
        assertThat(remote.calls("image")).isEqualTo(1);
      }
    }

    @Test
    void a_stream_that_was_asked_for_once_is_paid_for_once() throws IOException {
      try (FakeProvider remote = new FakeProvider(0, Map.of("body", "usage"))) {
        server = TestServer.in(dataDir).remote(remote.baseUrl()).start();
        List<Event> events = events(post(", \"stream\": true, \"partial_images\": 2"));
        assertThat(events).extracting(Event::name).containsExactly("image_generation.completed");
        JsonNode event = events.get(0).data();
        assertThat(event.path("quality").asText()).isEqualTo("medium");
        assertThat(event.path("background").asText()).isEqualTo("transparent");
        assertThat(event.at("/usage/total_tokens").asInt()).isEqualTo(1068);
        assertThat(remote.calls("image")).isEqualTo(1);
      }
    }
  }

  @Test
  void partial_images_come_first_and_the_rest_is_left_out() throws IOException {
    provider.work(
        (request, listener, cancellation) -> {
          assertThat(listener.wantedPreviews()).isEqualTo(1);
          listener.onPreview(new GivenPreview(new byte[] {1, 2, 3}));
          listener.onPreview(new GivenPreview(new byte[] {4, 5, 6}));
        });
    start();
    List<Event> events =
        events(post(", \"stream\": true, \"partial_images\": 1, \"quality\": \"low\""));
    assertThat(events)
        .extracting(Event::name)
        .containsExactly("image_generation.partial_image", "image_generation.completed");
    assertThat(events.get(0).data().path("b64_json").asText()).isEqualTo("AQID");
    assertThat(events.get(0).data().path("partial_image_index").asInt()).isZero();
    assertThat(events.get(0).data().path("quality").asText()).isEqualTo("low");
  }

  @Test
  void a_server_that_stops_ends_a_stream_after_what_is_finished() throws IOException {
    CountDownLatch second = new CountDownLatch(1);
    provider.work(
        (request, listener, cancellation) -> {
          if (provider.requests().size() == 2) {
            second.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            cancellation.check();
          }
        });
    start();
    CompletableFuture<TestResponse> answer =
        CompletableFuture.supplyAsync(() -> post(", \"n\": 2, \"stream\": true"));
    Waiting.until(() -> second.getCount() == 0);
    server.stop();
    List<Event> events = events(answer.join());
    assertThat(events)
        .extracting(Event::name)
        .containsExactly("image_generation.completed", "error");
    assertThat(events.get(1).data().at("/error/code").asText()).isEqualTo("shutting_down");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /openai, 404",
    "GET, /openai/, 404",
    "POST, /openai/v1, 404",
    "POST, /openai/v1/chat/completions, 404",
    "DELETE, /openai/v1/models, 405",
    "PUT, /openai/v1/images/generations, 405",
    "GET, /openai/v1/%ff, 400",
    "GET, /openai/v1/images%2fgenerations, 400",
    "GET, /openai/v1/models/a%2fb, 404",
  })
  void every_path_answers_in_the_form_of_the_protocol(String method, String path, int status) {
    start();
    TestResponse response = server.send(method, path);
    assertThat(response.status()).as(response.text()).isEqualTo(status);
    assertThat(response.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(response.json().at("/error/code").asText()).isNotEmpty();
  }

  @Test
  void bodies_that_cannot_be_read_are_told_in_that_form() {
    start();
    for (String type :
        List.of("text/plain", "multipart/form-data; boundary=x", "application/xml")) {
      TestResponse response =
          server.send(
              HttpRequest.newBuilder(server.client().uri(PATH))
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString("x")));
      assertThat(response.status()).isEqualTo(415);
      assertThat(response.json().at("/error/code").asText()).isEqualTo("unsupported_media_type");
    }
    TestResponse large =
        server.sendJson("POST", "/openai/v1/nowhere", "\"" + "a".repeat(100_000) + "\"");
    assertThat(large.status()).isIn(404, 413);
    assertThat(large.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
  }
}
