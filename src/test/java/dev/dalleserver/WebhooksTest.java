package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers are notified when runs and batches end. */
class WebhooksTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final int MOST_RECEIVERS = 8;

  private final MockWebServer receiver = new MockWebServer();
  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void set_up() throws IOException {
    receiver.start();
  }

  @AfterEach
  void close() {
    server.close();
    receiver.close();
  }

  private void start(String... more) throws IOException {
    Path secret =
        Files.writeString(
            directory.resolve("secret"), "whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRlc3Rz");
    List<String> flags = new ArrayList<>(List.of("--webhook-secret-file", secret.toString()));
    flags.addAll(List.of(more));
    server = TestServer.in(directory.resolve("data")).with(flags.toArray(String[]::new)).start();
  }

  private String operator() {
    return receiver.url("/operator").toString();
  }

  private void taken(int times) {
    for (int i = 0; i < times; i++) {
      receiver.enqueue(new MockResponse.Builder().code(204).build());
    }
  }

  private RecordedRequest told() throws InterruptedException {
    RecordedRequest request = receiver.takeRequest(30, TimeUnit.SECONDS);
    assertThat(request).as("nobody was told").isNotNull();
    assertThat(request.getHeaders().get("webhook-signature")).startsWith("v1,");
    assertThat(request.getHeaders().get("webhook-id")).startsWith("msg_");
    return request;
  }

  private static JsonNode json(RecordedRequest request) throws IOException {
    return new ObjectMapper().readTree(request.getBody().utf8());
  }

  private TestResponse batch(String body) {
    return server.sendJson("POST", "/v1/images/generations", body);
  }

  private static String query(String url) {
    return "?generate=1&callback=" + URLEncoder.encode(url, StandardCharsets.UTF_8);
  }

  @Nested
  class TheOperator {
    @BeforeEach
    void is_to_be_told() throws IOException {
      start("--webhook-url", operator());
    }

    @Test
    void is_told_of_a_run_with_its_last_snapshot() throws Exception {
      taken(1);

      server.make("simple");

      RecordedRequest request = told();
      assertThat(request.getTarget()).isEqualTo("/operator");
      JsonNode event = json(request);
      assertThat(event.path("type").asText()).isEqualTo("run.completed");
      assertThat(event.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
      assertThat(event.at("/data/address").asText()).isEqualTo(TestServer.ADDRESS);
      assertThat(event.at("/data/done").asBoolean()).isTrue();
      Waiting.untilAsserted(() -> assertThat(metric("sent")).isEqualTo(1));
    }

    @Test
    void is_told_of_a_run_that_was_cancelled() throws Exception {
      taken(1);
      server.painter().hold();
      server.get(PATH + "?generate=1");

      server.send("DELETE", PATH);

      assertThat(json(told()).path("type").asText()).isEqualTo("run.cancelled");
    }

    @Test
    void is_told_of_a_run_that_failed() throws Exception {
      taken(1);
      server.painter().fail(FailureCode.OPENAI_TIMEOUT, "no answer in time");

      server.make("simple");

      JsonNode event = json(told());
      assertThat(event.path("type").asText()).isEqualTo("run.failed");
      assertThat(event.at("/data/error").asText()).contains("no answer in time");
    }

    @Test
    void is_told_of_batches_that_failed_or_were_cancelled() throws Exception {
      taken(2);
      server.painter().fail(FailureCode.OPENAI_TIMEOUT, "no answer in time");
      batch("{\"prompt\": \"a cat\"}");
      assertThat(json(told()).path("type").asText()).isEqualTo("generation.failed");

      server.painter().recover().hold();
      String id = batch("{\"prompt\": \"a cat\"}").json().path("id").asText();
      server.send("DELETE", "/v1/images/generations/" + id);

      JsonNode event = json(told());
      assertThat(event.path("type").asText()).isEqualTo("generation.cancelled");
      assertThat(event.at("/data/id").asText()).isEqualTo(id);
    }

    @Test
    void is_told_of_a_batch() throws Exception {
      taken(1);

      String id = batch("{\"prompt\": \"a cat\"}").json().path("id").asText();

      JsonNode event = json(told());
      assertThat(event.path("type").asText()).isEqualTo("generation.completed");
      assertThat(event.at("/data/id").asText()).isEqualTo(id);
      assertThat(event.at("/data/result/images/0/url").asText()).contains(id);
      assertThat(event.at("/data/result/images/0").has("image")).isFalse();
    }

    @Test
    void is_not_told_of_pictures_that_were_there() throws Exception {
      taken(2);
      server.make("simple");
      told();

      server.make("simple");
      server.send("DELETE", PATH);
      server.make("empty");

      assertThat(json(told()).at("/data/series").asText()).isEqualTo("empty");
    }

    @Test
    void never_holds_up_a_run_by_being_slow() throws Exception {
      server.close();
      start("--webhook-url", operator(), "--workers", "1");
      CountDownLatch release = new CountDownLatch(1);
      receiver.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
              release.await();
              return new MockResponse.Builder().code(204).build();
            }
          });

      for (String series : List.of("simple", "empty", "aviary", "bestiary", "darkroom", "op-lab")) {
        assertThat(server.make(series).json().path("error").asText()).isEmpty();
      }

      Waiting.untilAsserted(
          () ->
              assertThat(server.get("/metrics").text())
                  .contains("dalleserver_webhook_queue_depth 6.0"));
      release.countDown();
      Waiting.untilAsserted(() -> assertThat(metric("sent")).isEqualTo(6));
    }
  }

  @Nested
  class ACaller {
    @Test
    void names_who_is_told_of_a_picture() throws Exception {
      start("--webhook-url", operator());
      taken(1);

      server.get(PATH + query("https://caller.invalid/hook"));

      assertThat(told().getTarget()).isEqualTo("/operator");
      assertWaitingToBeTold(1);
    }

    @Test
    void who_comes_later_is_told_of_the_same_run() throws Exception {
      start("--webhook-url", operator());
      taken(1);
      server.painter().hold();

      server.send("POST", PATH + query("https://first.invalid/"));
      server.get(PATH + query("https://second.invalid/"));
      server.get(PATH + query("https://second.invalid/"));
      server.painter().release();

      assertThat(told().getTarget()).isEqualTo("/operator");
      assertWaitingToBeTold(2);
    }

    @Test
    void names_who_is_told_of_a_batch() throws Exception {
      start("--webhook-url", operator());
      taken(1);

      batch("{\"prompt\": \"a cat\", \"callback\": \"https://caller.invalid/hook\"}");

      assertThat(told().getTarget()).isEqualTo("/operator");
      assertWaitingToBeTold(1);
    }

    @Test
    void may_name_the_operators_own_url_which_is_told_once() throws Exception {
      start("--webhook-url", operator());
      taken(2);

      assertThat(server.get(PATH + query(operator())).status()).isEqualTo(200);
      assertThat(server.get(PATH + query(operator().replace("http:", "HTTP:"))).status())
          .isEqualTo(200);

      assertThat(told().getTarget()).isEqualTo("/operator");
      server.make("empty");
      assertThat(json(told()).at("/data/series").asText()).isEqualTo("empty");
      assertThat(receiver.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/operator/",
          "/operator?admin=1",
          "/",
          "/shutdown",
          "/operator#part",
          "/x/../operator2"
        })
    void may_name_nothing_else_on_the_operators_host(String path) throws Exception {
      start("--webhook-url", operator());
      String url = receiver.url("/").resolve("/") + path.substring(1);

      TestResponse response = server.get(PATH + query(url));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.json().at("/error/message").asText()).contains("the operator's URL");
      assertThat(batch("{\"prompt\": \"a cat\", \"callback\": \"" + url + "\"}").status())
          .isEqualTo(400);
      assertThat(server.get(PATH).status()).isEqualTo(404);
      assertThat(server.painter().calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://127.0.0.1/",
          "https://2130706433/",
          "https://[::ffff:10.0.0.1]/",
          "https://169.254.169.254/latest",
          "http://example.org/",
          "file:///etc/passwd",
          "no url at all"
        })
    void may_not_send_the_server_where_it_must_not_go(String url) throws Exception {
      start();

      TestResponse response = server.get(PATH + query(url));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.json().at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }

    @Test
    void may_not_name_a_url_without_end() throws Exception {
      start();

      TestResponse response = server.get(PATH + query("https://example.org/" + "a".repeat(2000)));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text()).contains("it is too long");
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }

    @Test
    void is_one_of_a_few_who_are_told_of_the_same_run() throws Exception {
      start("--webhook-url", operator());
      taken(1);
      server.painter().hold();
      for (int i = 0; i < MOST_RECEIVERS; i++) {
        String url = "https://caller" + i + ".invalid/";
        assertThat(server.get(PATH + query(url)).status()).isEqualTo(200);
      }

      TestResponse refused = server.get(PATH + query("https://one-more.invalid/"));
      server.painter().release();

      assertThat(refused.errorCode()).isEqualTo("SERVER_BUSY");
      assertThat(told().getTarget()).isEqualTo("/operator");
      assertWaitingToBeTold(MOST_RECEIVERS);
    }

    @Test
    void is_not_told_of_a_later_run_that_somebody_else_began() throws Exception {
      start("--webhook-url", operator());
      taken(3);
      server.make("simple");
      told();
      server.get(PATH + query("https://caller.invalid/"));

      server.send("POST", PATH + "?force=1");
      server.make("empty");

      assertThat(List.of(told().getTarget(), told().getTarget())).containsOnly("/operator");
      assertThat(receiver.getRequestCount()).isEqualTo(3);
      assertWaitingToBeTold(0);
    }

    @Test
    void is_refused_where_the_operator_has_not_switched_it_on() throws Exception {
      server = TestServer.start(directory.resolve("data"));

      assertThat(server.get(PATH + query("https://example.org/")).status()).isEqualTo(403);
      TestResponse refused =
          batch("{\"prompt\": \"a cat\", \"callback\": \"https://example.org/\"}");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json().at("/error/code").asText()).isEqualTo("FORBIDDEN");
      assertThat(server.get("/v1/images/generations").json().at("/data/count").asInt()).isZero();
    }

    @Test
    void starts_nothing_by_a_callback_of_the_wrong_type() throws Exception {
      start();

      assertThat(batch("{\"prompt\": \"a cat\", \"callback\": 7}").status()).isEqualTo(400);
    }
  }

  @Test
  void a_refused_run_is_not_told_of() throws Exception {
    start("--webhook-url", operator(), "--workers", "1", "--queue", "1");
    taken(2);
    server.painter().hold();
    server.get(PATH + "?generate=1");
    Waiting.until(() -> server.painter().calls() == 1);
    server.get("/dalle/empty/" + TestServer.ADDRESS + "?generate=1");

    TestResponse refused = server.get("/dalle/aviary/" + TestServer.ADDRESS + "?generate=1");
    server.painter().release();

    assertThat(refused.status()).isEqualTo(503);
    List<String> types =
        List.of(json(told()).path("type").asText(), json(told()).path("type").asText());
    assertThat(types).containsOnly("run.completed");
    assertThat(receiver.getRequestCount()).isEqualTo(2);
  }

  @Test
  void the_secret_parts_of_a_receiver_stay_out_of_the_metrics_and_the_log() throws Exception {
    try (StandardError log = StandardError.capture()) {
      start("--webhook-url", operator() + "?token=hidden");
      receiver.enqueue(new MockResponse.Builder().code(404).build());
      server.make("simple");

      Waiting.until(() -> !log.lines("event=failed").isEmpty());
      assertThat(metric("failed")).isEqualTo(1);
      assertThat(log.lines("event=failed")).singleElement().asString().contains(" host=");
      assertThat(log.text()).doesNotContain("hidden");
    }
    assertThat(server.get("/metrics").text()).doesNotContain("hidden");
  }

  @Test
  void attempts_that_failed_are_counted() throws Exception {
    start("--webhook-url", operator());
    receiver.enqueue(new MockResponse.Builder().code(500).build());
    server.make("simple");

    Waiting.untilAsserted(
        () ->
            assertThat(Scrape.of(server).value("dalleserver_webhook_retries_total")).isEqualTo(1));
  }

  @Test
  void without_a_secret_nothing_is_signed() throws Exception {
    server = TestServer.in(directory.resolve("data")).with("--webhook-url", operator()).start();
    taken(1);

    server.make("simple");

    RecordedRequest request = receiver.takeRequest(30, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    assertThat(request.getHeaders().get("webhook-id")).startsWith("msg_");
    assertThat(request.getHeaders().get("webhook-signature")).isNull();
  }

  /** No name below {@code invalid} is ever found, so what is sent there waits to be sent again. */
  private void assertWaitingToBeTold(int receivers) {
    Waiting.untilAsserted(
        () ->
            assertThat(Scrape.of(server).value("dalleserver_webhook_queue_depth"))
                .isEqualTo(receivers));
  }

  private double metric(String outcome) {
    return Scrape.of(server).value("dalleserver_webhooks_total", "outcome=\"" + outcome + "\"");
  }
}
