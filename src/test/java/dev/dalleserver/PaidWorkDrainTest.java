package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.server.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was asked of a paying provider when the server is told to stop. */
class PaidWorkDrainTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String OTHER = "/dalle/simple/0x" + "1".repeat(40);

  @TempDir Path dataDir;

  private TestServer server(Duration stopping) {
    Limits usual = Limits.createDefault();
    Limits limits =
        new Limits(
            usual.headerTimeout(),
            usual.bodyTimeout(),
            usual.stallTimeout(),
            usual.minBytesPerSecond(),
            usual.idleTimeout(),
            usual.bodyBytes(),
            usual.headerBytes(),
            usual.connections(),
            usual.examineInterval(),
            stopping);
    return TestServer.in(dataDir)
        .with("--workers", "1", "--failure-hold", "5m")
        .limits(limits)
        .start();
  }

  private static void begin(TestServer server) {
    server.painter().hold();
    server.get(PICTURE + "?generate=1");
    Waiting.until(() -> server.painter().calls() == 1);
  }

  private static CompletableFuture<Void> stopping(TestServer server) {
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
    Waiting.until(() -> server.get("/health?check=readiness").status() == 503);
    return stopped;
  }

  private static String failure(TestServer server, String path) {
    return server.get(path).json().path("errorCode").asText();
  }

  @Test
  void a_picture_that_is_being_paid_for_is_waited_for_and_shown() {
    try (TestServer server = server(Duration.ofMinutes(5))) {
      begin(server);
      server.get(OTHER + "?generate=1");
      CompletableFuture<TestResponse> watching =
          CompletableFuture.supplyAsync(() -> server.get(PICTURE + "/events"));
      Waiting.until(() -> server.get("/metrics").text().contains("dalleserver_sse_clients 1.0"));

      CompletableFuture<Void> stopped = stopping(server);
      Waiting.until(() -> failure(server, OTHER).equals("SHUTTING_DOWN"));
      assertThat(server.get(PICTURE).json().path("done").asBoolean()).isFalse();
      TestResponse refused = server.get("/dalle/simple/0x" + "2".repeat(40) + "?generate=1");
      assertThat(refused.errorCode()).isEqualTo("SHUTTING_DOWN");
      assertThat(stopped).isNotDone();
      server.painter().release();

      stopped.join();
      assertThat(watching.join().text()).contains("event: done");
      assertThat(dataDir.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png"))
          .isRegularFile();
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  @Test
  void one_that_does_not_come_in_time_is_cut_off_and_asked_for_again() {
    try (TestServer server = server(Duration.ZERO)) {
      begin(server);
      server.stop();
    }
    try (TestServer next = server(Duration.ZERO)) {
      assertThat(next.make("simple").json().path("error").asText()).isEmpty();
      assertThat(next.painter().calls()).isEqualTo(1);
    }
  }

  @Test
  void a_batch_ends_with_the_picture_that_is_being_paid_for() {
    try (TestServer server = server(Duration.ofMinutes(5))) {
      server.painter().hold();
      String id =
          server
              .sendJson("POST", "/v1/images/generations", "{\"prompt\": \"a\", \"count\": 2}")
              .json()
              .path("id")
              .asText();
      Waiting.until(() -> server.painter().calls() == 1);

      CompletableFuture<TestResponse> waiting =
          CompletableFuture.supplyAsync(
              () -> server.get("/v1/images/generations/" + id + "/events"));
      Waiting.until(() -> server.get("/metrics").text().contains("dalleserver_sse_clients 1.0"));
      CompletableFuture<Void> stopped = stopping(server);
      JsonNode state = server.get("/v1/images/generations/" + id).json();
      assertThat(state.path("status").asText()).isEqualTo("in_progress");
      server.painter().release();

      stopped.join();
      assertThat(waiting.join().text()).contains("event: done", "SHUTTING_DOWN");
      assertThat(server.painter().calls()).as("no second one is asked for").isEqualTo(1);
    }
  }
}
