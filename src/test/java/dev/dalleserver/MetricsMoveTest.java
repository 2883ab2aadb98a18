package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.web.RawHttp;
import dev.dalleserver.web.SocketClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric of the contract moves when the thing happens that it counts. */
class MetricsMoveTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dataDir;

  @Nested
  class Requests {
    @Test
    void are_counted_and_timed_by_route() {
      try (TestServer server = TestServer.start(dataDir)) {
        server.get("/series");
        server.send("HEAD", "/series");
        server.send("DELETE", "/series");
        server.get("/no/such/place");

        Waiting.untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(server);
              String requests = "dalleserver_http_requests_total";
              assertThat(scrape.value(requests, "GET", "\"/series\"", "200")).isEqualTo(1);
              assertThat(scrape.value(requests, "HEAD", "\"/series\"", "200")).isEqualTo(1);
              assertThat(scrape.value(requests, "DELETE", "unmatched", "405")).isEqualTo(1);
              assertThat(scrape.value(requests, "GET", "unmatched", "404")).isEqualTo(1);
              assertThat(
                      scrape.value(
                          "dalleserver_http_request_duration_seconds_count", "\"/series\""))
                  .isEqualTo(2);
            });
      }
    }

    @Test
    void for_a_websocket_are_counted_by_route_whether_upgraded_or_refused() {
      try (TestServer server = TestServer.start(dataDir)) {
        assertThat(SocketClient.open(server.client().uri(PICTURE + "/ws"))).failsWithin(PATIENCE);
        assertThat(SocketClient.open(server.client().uri(PICTURE + "/ws?generate=1")))
            .succeedsWithin(PATIENCE);

        Waiting.untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(server);
              String route = "route=\"/dalle/{series}/{address}/ws\"";
              String requests = "dalleserver_http_requests_total";
              assertThat(scrape.value(requests, "GET", route, "404")).isEqualTo(1);
              assertThat(scrape.value(requests, "GET", route, "101")).isEqualTo(1);
              assertThat(scrape.value(requests, "unmatched")).isZero();
            });
      }
    }

    @Test
    void that_jetty_refuses_are_counted_as_errors_too() {
      try (TestServer server = TestServer.start(dataDir)) {
        RawHttp.exchange(server.port(), "GET / HTTP/1.1\r\n\r\n");
        RawHttp.get(server.port(), "/" + "a".repeat(9000));

        Waiting.untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(server);
              String requests = "dalleserver_http_requests_total";
              assertThat(scrape.value(requests, "unmatched", "400")).isEqualTo(1);
              assertThat(scrape.value(requests, "unmatched", "414")).isEqualTo(1);
              assertThat(scrape.value("dalleserver_errors_total", "INVALID_REQUEST")).isEqualTo(2);
              assertThat(scrape.value("dalleserver_http_requests_in_flight")).isEqualTo(1);
            });
      }
    }

    @Test
    void in_flight_are_those_being_answered() throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        server.painter().hold();
        Thread waiting = new Thread(() -> server.get(PICTURE + "?generate=1&wait=20"));
        server.get(PICTURE + "?generate=1");
        Waiting.untilAsserted(
            () ->
                assertThat(server.get(PICTURE).json().path("currentPhase").asText())
                    .isEqualTo("image_wait"));
        waiting.start();

        Waiting.untilAsserted(
            () ->
                assertThat(Scrape.of(server).value("dalleserver_http_requests_in_flight"))
                    .isEqualTo(2));

        server.painter().release();
        waiting.join();
        Waiting.untilAsserted(
            () ->
                assertThat(Scrape.of(server).value("dalleserver_http_requests_in_flight"))
                    .isEqualTo(1));
      }
    }

    @Test
    void of_a_thousand_addresses_and_unknown_paths_add_no_series() {
      try (TestServer server = TestServer.start(dataDir)) {
        ask(server, 0, 3);
        List<String> before = settled(server);

        ask(server, 3, 1000);

        assertThat(settled(server)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(String.join("\n", before)).doesNotContain("0x").doesNotContain("nowhere");
      }
    }

    private void ask(TestServer server, int from, int to) {
      for (int i = from; i < to; i++) {
        String address = String.format("0x%040x", i);
        server.get("/dalle/simple/" + address);
        server.get("/files/simple/prompt/" + address + ".txt");
        server.get("/nowhere/" + i);
        server.send("WORD" + i, "/nowhere/" + i);
        server.get("/dalle/series" + i + "/" + address);
      }
    }

    /** The last request is counted a moment after it was answered. */
    private List<String> settled(TestServer server) {
      Scrape.of(server);
      List<String>[] last = new List[] {Scrape.of(server).series()};
      Waiting.untilAsserted(
          () -> {
            List<String> before = last[0];
            last[0] = Scrape.of(server).series();
            assertThat(last[0]).isEqualTo(before);
          });
      return last[0];
    }
  }

  @Nested
  class Runs {
    @Test
    void that_end_well_are_counted_and_timed_with_their_phases() {
      try (TestServer server = TestServer.start(dataDir)) {
        server.make("simple");
        String durations = "dalleserver_generation_duration_seconds_count";
        Waiting.untilAsserted(() -> assertThat(Scrape.of(server).value(durations)).isEqualTo(1));
        awaitRuns(server, "success");

        Scrape scrape = Scrape.of(server);
        assertThat(
                scrape.value(
                    "dalleserver_generations_total",
                    "series=\"simple\"",
                    "provider=\"fake\"",
                    "outcome=\"success\""))
            .isEqualTo(1);
        for (String phase : List.of("setup", "base_prompts", "image_wait", "annotate")) {
          assertThat(scrape.value("dalleserver_generation_phase_duration_seconds_count", phase))
              .as(phase)
              .isEqualTo(1);
        }
        assertThat(scrape.value("dalleserver_generation_phase_duration_seconds_count", "enhance"))
            .isZero();
        assertThat(scrape.value("dalleserver_file_operations_total", "write", "success"))
            .isPositive();
      }
    }

    @Test
    void that_fail_are_counted_with_their_code() {
      try (TestServer server = TestServer.start(dataDir)) {
        server.painter().fail(FailureCode.IMAGE_DOWNLOAD_ERROR, "it broke");
        server.make("simple");
        awaitRuns(server, "failed");

        String endpoint = "endpoint=\"/dalle/{series}/{address}\"";
        Waiting.untilAsserted(
            () ->
                assertThat(
                        Scrape.of(server)
                            .value("dalleserver_errors_total", "IMAGE_DOWNLOAD_ERROR", endpoint))
                    .isEqualTo(1));
        assertThat(Scrape.of(server).value("dalleserver_generation_duration_seconds_count"))
            .isZero();
      }
    }

    @Test
    void that_are_active_or_wait_show_until_they_end() {
      try (TestServer server = TestServer.in(dataDir).with("--workers", "1").start()) {
        server.painter().hold();
        for (int i = 0; i < 4; i++) {
          server.get(String.format("/dalle/simple/0x%040x?generate=1", i));
        }
        Waiting.untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(server);
              assertThat(scrape.value("dalleserver_generations_active")).isEqualTo(1);
              assertThat(scrape.value("dalleserver_generation_queue_depth")).isEqualTo(3);
            });

        server.painter().release();

        Waiting.untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(server);
              assertThat(scrape.value("dalleserver_generations_active")).isZero();
              assertThat(scrape.value("dalleserver_generation_queue_depth")).isZero();
            });
      }
    }

    @Test
    void that_were_not_needed_are_cache_hits() {
      try (TestServer server = TestServer.start(dataDir)) {
        server.make("simple");
        server.get(PICTURE + "?generate=1");
        server.get(PICTURE + "?generate=1");

        assertThat(Scrape.of(server).value("dalleserver_cache_hits_total")).isPositive();
      }
    }
  }

  @Nested
  class Batches {
    private TestResponse post(TestServer server) {
      return server.sendJson("POST", "/v1/images/generations", "{\"prompt\": \"a quiet sea\"}");
    }

    @Test
    void are_counted_when_they_end_as_of_no_series() {
      try (TestServer server = TestServer.start(dataDir)) {
        post(server);
        String name = "dalleserver_generations_total";
        Waiting.untilAsserted(
            () ->
                assertThat(Scrape.of(server).value(name, "_free_prompt", "fake", "success"))
                    .isEqualTo(1));

        server.painter().fail(FailureCode.OPENAI_ERROR, "no");
        post(server);
        Waiting.untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(server);
              assertThat(scrape.value(name, "_free_prompt", "failed")).isEqualTo(1);
              assertThat(
                      scrape.value(
                          "dalleserver_errors_total", "OPENAI_ERROR", "/v1/images/generations"))
                  .isEqualTo(1);
            });
      }
    }
  }

  @Nested
  class Followers {
    @Test
    void of_pushed_progress_are_counted_while_they_listen() throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        HttpRequest follow = HttpRequest.newBuilder(server.client().uri("/events")).build();
        CompletableFuture<HttpResponse<InputStream>> stream =
            HttpClient.newHttpClient().sendAsync(follow, HttpResponse.BodyHandlers.ofInputStream());
        Waiting.untilAsserted(
            () -> assertThat(Scrape.of(server).value("dalleserver_sse_clients")).isEqualTo(1));

        server.painter().hold();
        stream.get().body().close();
        // The server notices that a reader has gone when it next sends an event.
        server.get(PICTURE + "?generate=1");

        Waiting.untilAsserted(
            () -> assertThat(Scrape.of(server).value("dalleserver_sse_clients")).isZero());
      }
    }
  }

  @Nested
  class The_provider {
    @Test
    void is_counted_by_operation_and_outcome() throws IOException {
      try (FakeProvider fake = new FakeProvider(0, Map.of());
          TestServer server = TestServer.in(dataDir).remote(fake.baseUrl()).start()) {
        fake.behave(Map.of("status", "500", "only", "chat"));
        server.make("simple");

        Scrape scrape = Scrape.of(server);
        String requests = "dalleserver_openai_requests_total";
        assertThat(scrape.value(requests, "chat", "server_error")).isEqualTo(3);
        assertThat(scrape.value(requests, "image", "success")).isEqualTo(1);
        assertThat(scrape.value("dalleserver_openai_retries_total", "chat")).isEqualTo(2);
        assertThat(scrape.value("dalleserver_openai_request_duration_seconds_count", "image"))
            .isEqualTo(1);
        assertThat(scrape.value("dalleserver_openai_circuit_breaker_state", "closed")).isEqualTo(1);
      }
    }

    @Test
    void that_is_not_there_shows_as_a_disabled_breaker() {
      try (TestServer server = TestServer.start(dataDir)) {
        assertThat(Scrape.of(server).value("dalleserver_openai_circuit_breaker_state", "disabled"))
            .isEqualTo(1);
      }
    }
  }

  @Nested
  class The_process {
    @Test
    void tells_that_it_is_up_what_it_is_and_what_the_jvm_knows() {
      try (TestServer server = TestServer.start(dataDir)) {
        Scrape scrape = Scrape.of(server);

        assertThat(scrape.value("dalleserver_up")).isEqualTo(1);
        assertThat(scrape.value("dalleserver_build_info", "version=\"" + Version.text() + "\""))
            .isEqualTo(1);
        assertThat(scrape.names())
            .contains(
                "dalleserver_sse_clients",
                "jvm_memory_bytes_used",
                "jvm_threads_current",
                "jvm_gc_collection_seconds_count",
                "process_cpu_seconds_total");
      }
    }

    @Test
    void shares_nothing_with_another_server_in_it() throws IOException {
      try (TestServer one = TestServer.start(dataDir.resolve("one"));
          TestServer other = TestServer.start(dataDir.resolve("other"))) {
        one.make("simple");

        awaitRuns(one, "success");
        assertThat(Scrape.of(other).value("dalleserver_generations_total")).isZero();
      }
    }
  }

  @Nested
  class A_run_archive {
    @Test
    void keeps_the_last_snapshot_of_each_run_when_asked_to() throws IOException {
      try (TestServer server = TestServer.in(dataDir).with("--archive-runs").start()) {
        server.make("simple");
      }
      try (var files = Files.list(dataDir.resolve("metrics/runs"))) {
        List<Path> runs = files.toList();
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).getFileName().toString())
            .matches("simple_" + TestServer.ADDRESS + "_[0-9]+\\.json");
        assertThat(Files.readString(runs.get(0)))
            .contains("\"done\":true")
            .contains("\"phases\":[{\"name\":\"setup\"");
      }
    }

    @Test
    void is_not_kept_otherwise() {
      try (TestServer server = TestServer.start(dataDir)) {
        server.make("simple");
      }
      assertThat(dataDir.resolve("metrics/runs")).doesNotExist();
    }
  }

  /** A run is counted a moment after its callers see that it is over. */
  private static void awaitRuns(TestServer server, String outcome) {
    String name = "dalleserver_generations_total";
    Waiting.untilAsserted(() -> assertThat(Scrape.of(server).value(name, outcome)).isEqualTo(1));
  }
}
