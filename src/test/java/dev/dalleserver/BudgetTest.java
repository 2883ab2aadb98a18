package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --daily-image-limit} as callers, operators and the provider see it. */
class BudgetTest {
  @TempDir Path dataDir;
  private FakeProvider provider;

  @BeforeEach
  void startProvider() throws IOException {
    provider = new FakeProvider(0, Map.of());
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  private TestServer server(int limit) {
    return TestServer.in(dataDir)
        .remote(provider.baseUrl())
        .with("--daily-image-limit", "" + limit, "--workers", "1", "--failure-hold", "1m")
        .start();
  }

  private static String path(int n) {
    return "/dalle/simple/0x%040x".formatted(n);
  }

  private static String make(TestServer server, int n) {
    return server.client().pollUntilDone(path(n) + "?generate=1").json().path("errorCode").asText();
  }

  private static TestResponse batch(TestServer server, int count) {
    String body = "{\"prompt\": \"a cat\", \"count\": %d}".formatted(count);
    return server.sendJson("POST", "/v1/images/generations", body);
  }

  private static void assertRefused(TestResponse response) {
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.errorCode()).isEqualTo("BUDGET_EXHAUSTED");
    assertThat(Long.parseLong(response.header("Retry-After"))).isBetween(1L, 86_400L);
  }

  @Test
  void no_more_is_asked_than_the_limit_says_also_after_a_restart() {
    try (TestServer server = server(1)) {
      assertThat(make(server, 1)).isEmpty();
    }
    try (TestServer server = server(1)) {
      assertRefused(server.get(path(2) + "?generate=1"));
      assertRefused(server.send("POST", path(2)));
      assertRefused(server.get(path(1) + "?generate=1&force=1"));
      assertRefused(batch(server, 1));
      assertThat(server.get(path(2)).status()).as("nothing was begun").isEqualTo(404);
      assertThat(dataDir.resolve("output/simple/prompt/0x%040x.txt".formatted(2))).doesNotExist();
      assertThat(server.get(path(1)).status()).isEqualTo(200);
      server.get(path(1) + "?remove=1");
      assertThat(make(server, 1)).as("a stored picture is only captioned").isEmpty();
    }
    assertThat(provider.calls("image")).isEqualTo(1);
  }

  private static void assertUsed(TestServer server, int images) {
    assertThat(server.get("/metrics").text())
        .contains("dalleserver_image_budget_used " + images + ".0\n");
  }

  @Test
  void calls_that_never_reached_the_provider_are_not_counted() {
    // No program listens at port 1; the circuit breaker refuses the later ones.
    try (TestServer server =
        TestServer.in(dataDir)
            .remote("http://127.0.0.1:1/v1")
            .with("--daily-image-limit", "1", "--workers", "1", "--failure-hold", "1m")
            .start()) {
      for (int n = 1; n <= 4; n++) {
        assertThat(make(server, n)).isEqualTo("OPENAI_UNAVAILABLE");
      }
      assertUsed(server, 0);
    }
    try (TestServer server = server(1)) {
      assertThat(make(server, 1)).as("the day's image is still there").isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"401, 0", "400, 0", "429, 0", "500, 1"})
  void what_the_provider_turned_away_is_not_counted(int status, int counted) {
    provider.behave(Map.of("status", "" + status, "only", "image", "retry-after", "500"));
    try (TestServer server = server(3)) {
      assertThat(make(server, 1)).isNotEmpty();
      assertThat(provider.calls("image")).isPositive();
      assertUsed(server, counted);
    }
  }

  @Test
  void runs_that_waited_while_the_rest_was_spent_fail_with_the_code() {
    // The first run stands before its image until the second one is in the queue.
    provider.hold("chat");
    try (TestServer server = server(1)) {
      server.get(path(1) + "?generate=1");
      server.get(path(2) + "?generate=1");
      provider.release();
      assertThat(server.client().pollUntilDone(path(2)).json().path("errorCode").asText())
          .isEqualTo("BUDGET_EXHAUSTED");
      assertThat(provider.calls("image")).isEqualTo(1);
    }
  }

  @Test
  void a_batch_fails_where_the_budget_ends() {
    try (TestServer server = server(1)) {
      String state = batch(server, 2).header("Location") + "?wait=5";
      Waiting.until(() -> server.get(state).json().path("status").asText().equals("error"));
      assertThat(server.get(state).json().path("error").path("code").asText())
          .isEqualTo("BUDGET_EXHAUSTED");
    }
  }

  @Test
  void health_and_metrics_tell_how_much_is_left() {
    try (TestServer server = server(1)) {
      make(server, 1);
      assertThat(server.get("/metrics").text())
          .contains("dalleserver_image_budget_limit 1.0", "dalleserver_image_budget_used 1.0");
      Waiting.until(
          () ->
              server
                  .get("/health")
                  .json()
                  .path("data")
                  .path("components")
                  .path("openai")
                  .path("message")
                  .asText()
                  .contains("used up"));
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
    }
  }

  @Test
  void nothing_is_counted_for_a_painter_that_costs_nothing() {
    try (TestServer server =
        TestServer.in(dataDir).with("--daily-image-limit", "1").with("--skip-image").start()) {
      assertThat(server.get("/metrics").text()).contains("dalleserver_image_budget_used 0.0");
    }
    assertThat(Files.exists(dataDir.resolve("metrics/image_budget.json"))).isFalse();
  }
}
