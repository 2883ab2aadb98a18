package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trouble shows in health, metrics and log within five seconds, and goes away with its cause. */
class TroubleShowsTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();

  private static JsonNode component(TestServer server, String name) {
    return server.get("/health").json().at("/data/components/" + name);
  }

  private static double level(TestServer server, String component) {
    return Scrape.of(server).value("dalleserver_component_health", component);
  }

  /** The log is written by another thread. */
  private static void awaitLine(StandardError log, String part) {
    Waiting.untilAsserted(() -> assertThat(log.lines(part)).hasSize(1));
  }

  @Test
  void of_a_disk_that_takes_nothing() throws IOException {
    Path temporary = dataDir.resolve(".tmp");
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.in(dataDir).ticker(time.ticker()).start()) {
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);

      // The folder for temporary files is replaced, so not even root can write there.
      Files.delete(temporary);
      Files.createFile(temporary);
      time.pass(FIVE_SECONDS);

      TestResponse health = server.get("/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.header("Retry-After")).isNotEmpty();
      assertThat(health.json().at("/data/status").asText()).isEqualTo("unhealthy");
      assertThat(component(server, "filesystem").path("status").asText()).isEqualTo("unhealthy");
      TestResponse readiness = server.get("/health?check=readiness");
      assertThat(readiness.status()).isEqualTo(503);
      assertThat(readiness.json().at("/data/reason").asText()).contains("filesystem");
      assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
      assertThat(level(server, "filesystem")).isEqualTo(2);
      awaitLine(log, "component=filesystem status=unhealthy");

      server.make("simple");
      awaitError(server, "FILE_SYSTEM_ERROR");
      assertThat(Scrape.of(server).value("dalleserver_file_operations_total", "write", "failed"))
          .isPositive();

      Files.delete(temporary);
      Files.createDirectory(temporary);
      time.pass(FIVE_SECONDS);

      assertThat(server.get("/health").status()).isEqualTo(200);
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
      assertThat(level(server, "filesystem")).isZero();
      awaitLine(log, "component=filesystem status=healthy");
      assertThat(log.text()).doesNotContain(dataDir + "/.tmp/health");
    }
  }

  @Test
  void of_a_provider_that_is_down() throws IOException {
    try (FakeProvider fake = new FakeProvider(0, Map.of());
        StandardError log = StandardError.capture();
        TestServer server =
            TestServer.in(dataDir)
                .with("--no-enhance", "--workers", "1")
                .ticker(time.ticker())
                .remote(fake.baseUrl())
                .start()) {
      assertThat(component(server, "openai").at("/details/state").asText()).isEqualTo("CLOSED");

      fake.behave(Map.of("status", "503"));
      make(server, 0, 3);

      JsonNode openAi = component(server, "openai");
      assertThat(openAi.path("status").asText()).isEqualTo("degraded");
      assertThat(openAi.at("/details/state").asText()).isEqualTo("OPEN");
      assertThat(openAi.at("/details/lastFailure").asText()).startsWith("2026-03-01T12:00");
      assertThat(server.get("/health").status()).isEqualTo(200);
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
      Scrape scrape = Scrape.of(server);
      assertThat(scrape.value("dalleserver_openai_circuit_breaker_state", "\"open\"")).isEqualTo(1);
      assertThat(scrape.value("dalleserver_component_health", "openai")).isEqualTo(1);
      awaitLine(log, "component=openai status=degraded");

      int asked = fake.calls("image");
      server.get("/health");
      assertThat(fake.calls("image")).as("asked to find out").isEqualTo(asked);

      fake.behave(Map.of());
      time.pass(Duration.ofSeconds(31));
      make(server, 3, 6);

      assertThat(component(server, "openai").path("status").asText()).isEqualTo("healthy");
      assertThat(component(server, "openai").at("/details/lastSuccess").asText()).isNotEmpty();
      assertThat(Scrape.of(server).value("dalleserver_openai_circuit_breaker_state", "closed"))
          .isEqualTo(1);
      awaitLine(log, "component=openai status=healthy");
    }
  }

  @Test
  void of_a_key_that_is_refused() throws IOException {
    try (FakeProvider fake = new FakeProvider(0, Map.of("status", "401"));
        TestServer server =
            TestServer.in(dataDir)
                .with("--no-enhance")
                .ticker(time.ticker())
                .remote(fake.baseUrl())
                .start()) {
      make(server, 0, 1);
      time.pass(FIVE_SECONDS);
      JsonNode openAi = component(server, "openai");
      assertThat(openAi.path("status").asText()).isEqualTo("degraded");
      assertThat(openAi.path("message").asText()).contains("refuses the key");

      fake.behave(Map.of());
      make(server, 1, 2);
      time.pass(FIVE_SECONDS);
      assertThat(component(server, "openai").path("status").asText()).isEqualTo("healthy");
    }
  }

  /** Counted a moment after the answer was sent. */
  private static void awaitError(TestServer server, String code) {
    Waiting.untilAsserted(
        () -> assertThat(Scrape.of(server).value("dalleserver_errors_total", code)).isEqualTo(1));
  }

  private static void make(TestServer server, int from, int to) {
    for (int i = from; i < to; i++) {
      server.client().pollUntilDone(String.format("/dalle/simple/0x%040x?generate=1", i));
    }
  }

  @Test
  void of_a_queue_that_is_full() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.in(dataDir).with("--workers", "1", "--queue", "2").start()) {
      server.painter().hold();
      for (int i = 0; i < 3; i++) {
        server.get(String.format("/dalle/simple/0x%040x?generate=1", i));
      }
      Waiting.untilAsserted(
          () ->
              assertThat(component(server, "queue").path("status").asText()).isEqualTo("degraded"));

      assertThat(component(server, "queue").at("/details/waiting").asInt()).isEqualTo(2);
      assertThat(server.get("/health").status()).isEqualTo(200);
      assertThat(server.get("/dalle/simple/0x" + "9".repeat(40) + "?generate=1").status())
          .isEqualTo(503);
      Scrape scrape = Scrape.of(server);
      assertThat(scrape.value("dalleserver_generation_queue_depth"))
          .isEqualTo(scrape.value("dalleserver_generation_queue_capacity"))
          .isEqualTo(2);
      awaitError(server, "SERVER_BUSY");
      awaitLine(log, "component=queue status=degraded");

      server.painter().release();

      Waiting.untilAsserted(
          () ->
              assertThat(component(server, "queue").path("status").asText()).isEqualTo("healthy"));
      awaitLine(log, "component=queue status=healthy");
    }
  }
}
