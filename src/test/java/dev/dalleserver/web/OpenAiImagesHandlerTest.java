package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.batches.ScriptedProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.pictures.FakeAnnotator;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.web.server.Limits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The OpenAI protocol byte by byte, and what a well-behaved client never does. */
@Timeout(120)
@OnBothBackends
class OpenAiImagesHandlerTest {
  private static final String PATH = "/openai/v1/images/generations";
  private static final String BODY = "{\"prompt\": \"a red fox\"}";

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestResponse post(String body, String... headers) {
    return server.sendJson("POST", PATH, body, headers);
  }

  private static String request(String body) {
    return "POST "
        + PATH
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    server
        .get("/v1/images/generations")
        .json()
        .path("data")
        .path("generations")
        .forEach(generation -> statuses.add(generation.path("status").asText()));
    return statuses;
  }

  private static void assertError(TestResponse response, int status, String code) {
    JsonNode error = response.json().path("error");
    assertThat(response.status()).as(response.text()).isEqualTo(status);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(error.path("type").asText())
        .isEqualTo(status >= 500 ? "server_error" : "invalid_request_error");
    assertThat(error.has("param")).isTrue();
    assertThat(response.json().path("request_id").asText())
        .isEqualTo(response.header("X-Request-ID"));
  }

  @Nested
  class TheAnswer {
    @Test
    void has_the_members_of_the_protocol_and_says_how_long_it_is() {
      TestResponse response = post(BODY);
      List<String> names = new ArrayList<>();
      response.json().fieldNames().forEachRemaining(names::add);
      assertThat(names).containsExactly("created", "data", "output_format", "size", "request_id");
      assertThat(response.json().path("data").get(0).size()).isEqualTo(1);
      assertThat(response.header("Content-Length"))
          .isEqualTo(String.valueOf(response.body().length));
      assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource({"'', http://", "https, https://", "http, http://", "gopher, http://"})
    void links_with_the_name_that_the_caller_used(String forwarded, String expected) {
      TestResponse response =
          post("{\"prompt\": \"a\", \"response_format\": \"url\"}", "X-Forwarded-Proto", forwarded);
      assertThat(response.json().path("data").get(0).path("url").asText())
          .startsWith(expected + "127.0.0.1:" + server.port() + "/v1/images/generations/gen_")
          .endsWith("/images/0");
    }

    @Test
    void passes_over_what_we_have_no_use_for() {
      TestResponse response =
          post(
              "{\"prompt\": \"a\", \"model\": \"x\", \"quality\": \"hd\", \"style\": \"vivid\","
                  + " \"n\": null, \"size\": null, \"response_format\": null, \"stream\": false,"
                  + " \"background\": \"auto\", \"moderation\": \"low\", \"user\": null}");
      assertThat(response.status()).as(response.text()).isEqualTo(200);
    }
  }

  @Nested
  class RejectionMessages {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "[]",
          "{",
          "{}",
          "{\"prompt\": null}",
          "{\"prompt\": 7}",
          "{\"prompt\": \"\"}",
          "{\"prompt\": \"a\", \"prompt\": \"b\"}",
          "{\"prompt\": \"a\", \"n\": \"1\"}",
          "{\"prompt\": \"a\", \"n\": 1.5}",
          "{\"prompt\": \"a\", \"size\": 512}",
          "{\"prompt\": \"a\", \"size\": \"\"}",
          "{\"prompt\": \"a\", \"size\": \"99999x99999\"}",
          "{\"prompt\": \"a\", \"model\": 1}",
          "{\"prompt\": \"a\", \"user\": {}}",
          "{\"prompt\": \"a\", \"stream\": \"yes\"}"
        })
    void what_is_not_understood_is_400(String body) {
      assertError(post(body), 400, "invalid_request");
      assertThat(statuses()).isEmpty();
    }

    @Test
    void all_have_the_form_of_the_protocol() {
      assertError(server.get("/openai/v1/nowhere"), 404, "not_found");
      assertError(server.get(PATH), 405, "method_not_allowed");
      assertThat(server.get(PATH).header("Allow")).isEqualTo("POST");
      assertError(post("{\"prompt\": \"" + "a".repeat(70_000) + "\"}"), 413, "payload_too_large");
      assertError(post(BODY, "Sec-Fetch-Site", "cross-site"), 403, "forbidden");
      assertError(
          server.send(
              HttpRequest.newBuilder(server.client().uri(PATH))
                  .header("Content-Type", "text/plain")
                  .POST(BodyPublishers.ofString(BODY))),
          415,
          "unsupported_media_type");
      assertThat(statuses()).isEmpty();
    }

    @Test
    void a_server_without_a_painter_says_so() {
      server.close();
      PictureProviders studio =
          new PictureProviders(Optional.empty(), Optional.empty(), new FakeAnnotator());
      server = TestServer.in(dataDir).with("--skip-image").providers(studio).start();
      assertError(post(BODY), 503, "openai_unavailable");
      assertThat(server.get("/openai/v1/models").json().path("data").toString()).isEqualTo("[]");
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void every_failure_has_its_status(FailureCode code) {
      server.painter().fail(code, "it went wrong");
      TestResponse response = post(BODY);
      int status =
          switch (code) {
            case OPENAI_ERROR, IMAGE_DOWNLOAD_ERROR -> 502;
            case OPENAI_RATE_LIMIT, OPENAI_UNAVAILABLE, SHUTTING_DOWN -> 503;
            case OPENAI_TIMEOUT, GENERATION_TIMEOUT -> 504;
            case BUDGET_EXHAUSTED -> 429;
            case FILE_SYSTEM_ERROR, TEMPLATE_ERROR, INTERNAL_SERVER_ERROR -> 500;
          };
      assertThat(response.status()).as(response.text()).isEqualTo(status);
      assertThat(response.text()).contains("it went wrong");
      assertThat(response.header("X-Should-Retry"))
          .isEqualTo(code == FailureCode.SHUTTING_DOWN ? "" : "false");
      if (status == 429 || status == 503) {
        assertThat(response.header("Retry-After")).matches("[1-9][0-9]*");
      }
    }
  }

  @Nested
  class WhileItIsMade {
    @BeforeEach
    void hold() {
      server.close();
      server = impatient(Limits.createDefault().idleTimeout());
    }

    /** Connections are checked twenty times a second. */
    private TestServer impatient(Duration idle) {
      Limits usual = Limits.createDefault();
      TestServer started =
          TestServer.in(dataDir)
              .limits(
                  new Limits(
                      usual.headerTimeout(),
                      usual.bodyTimeout(),
                      usual.stallTimeout(),
                      usual.minBytesPerSecond(),
                      idle,
                      usual.bodyBytes(),
                      usual.headerBytes(),
                      usual.connections(),
                      Duration.ofMillis(50),
                      usual.drainTimeout()))
              .start();
      started.painter().hold();
      return started;
    }

    @Test
    void a_client_that_hangs_up_ends_it() {
      try (RawConnection connection = new RawConnection(server.port())) {
        connection.send(request(BODY));
        Waiting.until(() -> server.painter().calls() == 1);
        assertThat(statuses()).containsExactly("in_progress");
      }
      Waiting.until(() -> statuses().equals(List.of("cancelled")));
      server.painter().release();
      // The slot is given back a moment after the state has changed.
      Waiting.until(() -> post(BODY).status() == 200);
    }

    @Test
    void a_client_that_waits_longer_than_idle_ones_may_gets_its_answer() {
      server.close();
      server = impatient(Duration.ofSeconds(2));
      try (RawConnection connection = new RawConnection(server.port())) {
        connection.send(request(BODY));
        awaitIdleOneIsCut();
        server.painter().release();
        assertThat(connection.answer().status()).isEqualTo(200);
      }
    }

    /** The idle time-out of a connection without a request. */
    private void awaitIdleOneIsCut() {
      try (RawConnection idle = new RawConnection(server.port())) {
        assertThat(idle.get("/series").answer().status()).isEqualTo(200);
        idle.dribbleUntilCut("", 20);
      }
    }

    @Test
    void a_client_that_asks_on_before_the_answer_is_answered_in_order() {
      server.close();
      server = impatient(Duration.ofSeconds(8));
      try (RawConnection connection = new RawConnection(server.port())) {
        connection.send(request(BODY));
        Waiting.until(() -> server.painter().calls() == 1);
        connection.send("GET /openai/v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Long enough for several checks of the connection, each of which finds the second request.
        awaitIdleOneIsCut();
        assertThat(statuses()).containsExactly("in_progress");
        server.painter().release();
        assertThat(connection.answer().json().path("data").get(0).has("b64_json")).isTrue();
        assertThat(connection.answer().json().path("object").asText()).isEqualTo("list");
        connection.get("/openai/v1/models");
        assertThat(connection.answer().json().path("object").asText()).isEqualTo("list");
      }
    }

    @Test
    void somebody_else_may_cancel_it() {
      CompletableFuture<TestResponse> answer = CompletableFuture.supplyAsync(() -> post(BODY));
      Waiting.until(() -> statuses().equals(List.of("in_progress")));
      String id =
          server
              .get("/v1/images/generations")
              .json()
              .path("data")
              .path("generations")
              .get(0)
              .path("id")
              .asText();
      server.send("DELETE", "/v1/images/generations/" + id);
      assertError(answer.join(), 409, "conflict");
      assertThat(answer.join().header("X-Should-Retry")).isEqualTo("false");
    }

    @Test
    void stopping_the_server_is_told_and_not_waited_for() {
      ScriptedProvider provider = new ScriptedProvider();
      provider.work((request, listener, cancellation) -> sleepUntilCancelled(cancellation));
      server.close();
      server = TestServer.in(dataDir).provider(provider).start();
      CompletableFuture<TestResponse> answer = CompletableFuture.supplyAsync(() -> post(BODY));
      Waiting.until(() -> provider.requests().size() == 1);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      assertError(answer.join(), 503, "shutting_down");
      assertThat(answer.join().header("Retry-After")).isEqualTo("1");
      closing.join();
    }

    private static void sleepUntilCancelled(Cancellation cancellation) throws CancelledException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      cancellation.check();
    }
  }
}
